// Package constraint reads constraints on the daemon's version, such as ">= 1.0.0, < 2.0.0".
package constraint

import (
	"errors"
	"regexp"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/hashicorp/go-version"
)

const maxInt64 = "9223372036854775807"

// ErrVersion is wrapped by what Accepts says of a version that go-version refuses.
var ErrVersion = errors.New("no version")

// Constraint is comparisons separated by commas, all of which must hold. A bare version means exactly that one.
type Constraint struct {
	Text        string
	comparisons version.Constraints
}

// Parse reads a constraint as Laniakea's Go SDK does. Its error says what to write instead.
func Parse(text string) (*Constraint, error) {
	comparisons, err := version.NewConstraint(text)
	if err != nil {
		return nil, refusal(text)
	}
	return &Constraint{Text: text, comparisons: comparisons}, nil
}

// Accepts says whether a version of the daemon is one that the plugin runs with. The error wraps ErrVersion.
func (c *Constraint) Accepts(text string) (bool, error) {
	parsed, err := version.NewVersion(text)
	if err != nil {
		return false, versionError{notAVersion(text)}
	}
	return c.comparisons.Check(parsed), nil
}

type versionError struct{ text string }

func (e versionError) Error() string { return e.text }
func (e versionError) Unwrap() error { return ErrVersion }

var (
	versionForm    = regexp.MustCompile(`^(?:` + version.VersionRegexpRaw + `)$`)
	comparisonForm = regexp.MustCompile(`^\s*(?:>=|<=|!=|~>|=|>|<)?\s*(?:` + version.VersionRegexpRaw + `)\s*$`)
)

func notAVersion(text string) string {
	if versionForm.MatchString(text) {
		return facts.Fill(facts.MessageVersionTooLarge, "version", Quoted(text), "limit", maxInt64)
	}
	return facts.Fill(facts.MessageNotAVersion, "version", Quoted(text))
}

func refusal(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New(facts.MessageConstraintIsEmpty)
	}
	if all(strings.Split(text, ","), comparisonForm.MatchString) {
		return errors.New(facts.Fill(facts.MessageConstraintTooLarge, "constraint", Quoted(text), "limit", maxInt64))
	}
	alternatives := strings.Split(text, "||")
	suggestion, ok := goForm(alternatives[0])
	if !ok {
		return errors.New(facts.Fill(facts.MessageNotAConstraint, "constraint", Quoted(text)))
	}
	template := facts.MessageForeignConstraint
	if len(alternatives) > 1 {
		template = facts.MessageConstraintWithOr
	}
	return errors.New(facts.Fill(template, "constraint", Quoted(text), "suggestion", suggestion))
}

func all(parts []string, fits func(string) bool) bool {
	for _, part := range parts {
		if !fits(part) {
			return false
		}
	}
	return true
}

const longestQuote = 60

// Quoted is a text as it stands in a message: cut and escaped, so that the message stays one line.
func Quoted(text string) string {
	runes := []rune(text)
	if len(runes) > longestQuote {
		text = string(runes[:longestQuote]) + "…"
	}
	return facts.JSONString(text)
}
