// Package facts has what the SDKs of all languages share: numbers, names and the words of messages.
package facts

import (
	"fmt"
	"strings"
)

// Fill puts values in the place of their names in braces. The arguments are a name and its value, and so on.
func Fill(template string, namesAndValues ...any) string {
	pairs := make([]string, 0, len(namesAndValues))
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", namesAndValues[i]), fmt.Sprint(namesAndValues[i+1]))
	}
	// One pass over the template: braces in a value stay.
	return strings.NewReplacer(pairs...).Replace(template)
}
