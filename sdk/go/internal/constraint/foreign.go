package constraint

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// What people write who know npm or pip.
var (
	foreignComparison = regexp.MustCompile(
		`^(\^|~>|~=|~|={1,3}|=>|=<|>=|<=|!=|>|<|)v?([0-9]{1,15}|[xX*])(?:\.([0-9]{1,15}|[xX*]))?` +
			`(?:\.([0-9]{1,15}|[xX*])(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?$`)
	hyphenRange       = regexp.MustCompile(`^\s*(\S+)\s+-\s+(\S+)\s*$`)
	operatorThenSpace = regexp.MustCompile(`([\^~<>=!])\s+`)
	separators        = regexp.MustCompile(`[\s,]+`)
)

const segments = 3

// goForm is what a range of npm's or pip's is in go-version's grammar; false when the text is none of those either.
func goForm(text string) (string, bool) {
	var parts []string
	if hyphen := hyphenRange.FindStringSubmatch(text); hyphen != nil {
		parts = []string{">=" + hyphen[1], "<=" + hyphen[2]}
	} else {
		for _, part := range separators.Split(operatorThenSpace.ReplaceAllString(text, "$1"), -1) {
			if part != "" {
				parts = append(parts, part)
			}
		}
	}
	translated := make([]string, 0, len(parts))
	for _, part := range parts {
		comparison, ok := comparisonToGoForm(part)
		if !ok {
			return "", false
		}
		translated = append(translated, comparison)
	}
	form := strings.Join(translated, ", ")
	return form, len(parts) > 0 && all(strings.Split(form, ","), comparisonForm.MatchString)
}

func comparisonToGoForm(comparison string) (string, bool) {
	match := foreignComparison.FindStringSubmatch(comparison)
	if match == nil {
		return "", false
	}
	var numbers []int
	for _, part := range match[2:5] {
		number, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		numbers = append(numbers, number)
	}
	if len(numbers) == 0 {
		return ">= 0.0.0", true
	}
	return boundsOf(match[1], numbers, filled(numbers)+match[5]), true
}

// boundsOf: with fewer than three numbers a version stands for all that start so; lowest is the first of them.
func boundsOf(operator string, numbers []int, lowest string) string {
	last, isPartial := len(numbers)-1, len(numbers) < segments
	switch operator {
	case "^":
		return fmt.Sprintf(">= %s, < %s", lowest, next(numbers, firstNonZero(numbers)))
	case "~":
		return fmt.Sprintf(">= %s, < %s", lowest, next(numbers, min(last, 1)))
	case "~>", "~=":
		if isPartial {
			return "~> " + joined(numbers)
		}
		return "~> " + lowest
	case "", "=", "==", "===":
		if isPartial {
			return fmt.Sprintf(">= %s, < %s", lowest, next(numbers, last))
		}
		return "= " + lowest
	case ">":
		if isPartial {
			return ">= " + next(numbers, last)
		}
		return "> " + lowest
	case "<=", "=<":
		if isPartial {
			return "< " + next(numbers, last)
		}
		return "<= " + lowest
	case "=>":
		operator = ">="
	}
	return operator + " " + lowest
}

func firstNonZero(numbers []int) int {
	for i, number := range numbers {
		if number > 0 {
			return i
		}
	}
	return len(numbers) - 1
}

// next is the first version after all that share the numbers up to and including index.
func next(numbers []int, index int) string {
	following := append([]int{}, numbers[:index+1]...)
	following[index]++
	return filled(following)
}

func filled(numbers []int) string {
	return joined(append(append([]int{}, numbers...), 0, 0)[:segments])
}

func joined(numbers []int) string {
	texts := make([]string, len(numbers))
	for i, number := range numbers {
		texts[i] = strconv.Itoa(number)
	}
	return strings.Join(texts, ".")
}
