// Command version-oracle answers with hashicorp/go-version: reads {"constraint","version"} per line of stdin and prints
// {"accepted": true|false} or {"error": "constraint"|"version"} per line, in order.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"

	"github.com/hashicorp/go-version"
)

type question struct {
	Constraint string `json:"constraint"`
	Version    string `json:"version"`
}

type answer struct {
	Accepted bool   `json:"accepted"`
	Error    string `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(out)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(ask(q)); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func ask(q question) answer {
	constraint, err := version.NewConstraint(q.Constraint)
	if err != nil {
		return answer{Error: "constraint"}
	}
	parsed, err := version.NewVersion(q.Version)
	if err != nil {
		return answer{Error: "version"}
	}
	return answer{Accepted: constraint.Check(parsed)}
}
