package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

const longestAnswer = 1 << 20 // In bytes; a longer one is none.

var (
	// client takes a redirect for an answer: the authorization is for the host of the settings alone.
	client = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	// In what is no address, all before an @ may be a password.
	secret    = regexp.MustCompile(`(?s)^([\w+.-]+://)?.*@`)
	printable = regexp.MustCompile(`^[ -~]*$`)
)

// answer is what came. The kind is its content type, which the server may not name.
type answer struct {
	status int
	kind   string
	body   []byte
}

// String is the answer as errors have it.
func (a answer) String() string {
	text := " and an empty body"
	if len(a.body) > 0 {
		text = fmt.Sprintf(": %.80q", a.body)
	}
	return fmt.Sprintf("it answers %d with %s%s", a.status, cmp.Or(a.kind, "no content type"), text)
}

// shown is an address as errors and the log have it: without its password.
func shown(text string) string {
	address := parsed(text)
	if address == nil {
		return secret.ReplaceAllString(text, "${1}***@")
	}
	return strings.Replace(address.Redacted(), ":xxxxx@", ":***@", 1)
}

func parsed(text string) *url.URL {
	address, err := url.Parse(text)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Hostname() == "" {
		return nil
	}
	if _, err = strconv.ParseUint(cmp.Or(address.Port(), "80"), 10, 16); err != nil {
		return nil
	}
	return address
}

// addressOf is the setting url.
func addressOf(set settings) (address *url.URL, err error) {
	if address = parsed(set.Url); address == nil {
		const wrong = "wrong settings: url is %q and must be an address such as http://192.168.1.70/readings"
		err = laniakea.Permanent(fmt.Errorf(wrong, shown(set.Url)))
	}
	return address, err
}

// request bounds the time of the whole exchange: a server may hang at any point of it.
func request(ctx context.Context, set settings, method string, to *url.URL, body string) (got answer, err error) {
	address := shown(to.String())
	late := fmt.Errorf("%s: no answer within %d ms", address, set.TimeoutMs)
	bounded, cancel := context.WithTimeoutCause(ctx, time.Duration(set.TimeoutMs)*time.Millisecond, late)
	defer cancel()
	if !printable.MatchString(set.Authorization) {
		return got, laniakea.Permanent(errors.New("wrong settings: authorization must be one line of printable ASCII"))
	}
	asked, err := http.NewRequestWithContext(bounded, method, to.String(), strings.NewReader(body))
	if err == nil {
		asked.Header.Set("Accept", "application/json")
		if body != "" {
			asked.Header.Set("Content-Type", "application/json")
		}
		if set.Authorization != "" {
			asked.Header.Set("Authorization", set.Authorization)
		}
		got, err = exchange(asked)
	}
	if err != nil && bounded.Err() != nil {
		return got, context.Cause(bounded)
	}
	return got, laniakea.ErrorAt(address, err)
}

func exchange(asked *http.Request) (got answer, err error) {
	response, err := client.Do(asked)
	if err != nil {
		return got, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer+1))
	if err == nil && len(body) > longestAnswer {
		err = errors.New("the answer is too long")
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // A byte order mark, which is no JSON.
	return answer{response.StatusCode, response.Header.Get("Content-Type"), body}, err
}
