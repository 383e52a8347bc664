package constraint

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestSaysWhatToWriteInstead(t *testing.T) {
	cases := map[string]string{
		"^1.2.0":                  `"^1.2.0" is not a Laniakea version constraint; write ">= 1.2.0, < 2.0.0" instead`,
		"1.x":                     `"1.x" is not a Laniakea version constraint; write ">= 1.0.0, < 2.0.0" instead`,
		"^1.0.0 || ^3.0.0":        `it has no "or"; write one range instead, such as ">= 1.0.0, < 2.0.0"`,
		" ":                       `the version constraint is empty; write ">= 0.0.0"`,
		"latest":                  `"latest" is not a Laniakea version constraint; write comparisons separated by commas`,
		">= 99999999999999999999": `has a number above 9223372036854775807`,
	}
	for text, want := range cases {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestAVersionThatIsNone(t *testing.T) {
	needed, err := Parse(">= 1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := needed.Accepts("soon"); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v", err)
	}
}

// The end-to-end tests give this one pairs in a file, a line of JSON each, and compare the answers that it writes beside them.
func TestAnswersPairs(t *testing.T) {
	path := os.Getenv("CONSTRAINT_PAIRS")
	if path == "" {
		t.Skip("CONSTRAINT_PAIRS names no file")
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(path + ".answers")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	answers := json.NewEncoder(out)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var pair struct{ Constraint, Version string }
		if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
			t.Fatal(err)
		}
		if err := answers.Encode(answerTo(pair.Constraint, pair.Version)); err != nil {
			t.Fatal(err)
		}
	}
}

type answer struct {
	Accepted bool   `json:"accepted"`
	Error    string `json:"error,omitempty"`
	Message  string `json:"message,omitempty"`
}

func answerTo(constraint, version string) answer {
	needed, err := Parse(constraint)
	if err != nil {
		return answer{Error: "constraint", Message: err.Error()}
	}
	isAccepted, err := needed.Accepts(version)
	if err != nil {
		return answer{Error: "version", Message: err.Error()}
	}
	return answer{Accepted: isAccepted}
}
