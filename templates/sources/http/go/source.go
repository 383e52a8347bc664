package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// In bytes; a longer answer is none.
const longestAnswer = 1 << 20

// client takes a redirect for an answer: the authorization is for the host of the settings alone.
var client = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// readings are the answers to one request again and again, also when the server fails, hangs or restarts.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	return laniakea.Reconnecting[any]{
		What: "the server " + set.Url,
		// A first reading is what shows that it is there.
		Open: func(ctx context.Context) (any, error) { return get(ctx, set) },
		Read: func(ctx context.Context, first any, emit laniakea.Emit) error { return poll(ctx, set, first, emit) },
	}.Record(ctx, emit)
}

func poll(ctx context.Context, set settings, value any, emit laniakea.Emit) (err error) {
	for range laniakea.Every(ctx, time.Duration(set.IntervalMs)*time.Millisecond) {
		if value == nil {
			value, err = get(ctx, set)
		}
		if err == nil {
			err = emit(value)
		}
		if err != nil {
			return err
		}
		value = nil
	}
	return context.Cause(ctx)
}

func get(ctx context.Context, set settings) (any, error) {
	status, answer, err := request(ctx, set, http.MethodGet, set.Url, "")
	if err != nil {
		return nil, err
	}
	says := fmt.Errorf("%s: the answer is %d %s", set.Url, status, http.StatusText(status))
	switch status {
	case http.StatusOK:
		value, err := parse(answer)
		if err != nil {
			err = fmt.Errorf("%s: the answer is no JSON: %.80q; adapt parse in source.go", set.Url, answer)
		}
		return value, err
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound: // Time does not mend it.
		return nil, laniakea.Permanent(says)
	}
	return nil, says
}

// Adapt parse to your server: choose what is a reading in its answer. It takes JSON.
func parse(answer []byte) (value any, err error) {
	err = json.Unmarshal(answer, &value)
	if _, isObject := value.(map[string]any); !isObject {
		value = map[string]any{"value": value}
	}
	return value, err
}

// request bounds the time of the whole exchange: a server may hang at any point of it.
func request(ctx context.Context, set settings, method, address, body string) (status int, answer []byte, err error) {
	late := fmt.Errorf("%s: no answer within %d ms", address, set.TimeoutMs)
	bounded, cancel := context.WithTimeoutCause(ctx, time.Duration(set.TimeoutMs)*time.Millisecond, late)
	defer cancel()
	asked, err := http.NewRequestWithContext(bounded, method, address, strings.NewReader(body))
	if err != nil {
		return 0, nil, laniakea.Permanent(laniakea.ErrorAt(address, err))
	}
	asked.Header.Set("Accept", "application/json")
	if body != "" {
		asked.Header.Set("Content-Type", "application/json")
	}
	if set.Authorization != "" {
		asked.Header.Set("Authorization", set.Authorization)
	}
	response, err := client.Do(asked)
	if err == nil {
		defer func() { _ = response.Body.Close() }()
		status = response.StatusCode
		answer, err = io.ReadAll(io.LimitReader(response.Body, longestAnswer+1))
	}
	if err == nil && len(answer) > longestAnswer {
		err = errors.New("the answer is too long")
	}
	if err != nil && bounded.Err() != nil {
		return status, answer, context.Cause(bounded)
	}
	return status, answer, laniakea.ErrorAt(address, err)
}
