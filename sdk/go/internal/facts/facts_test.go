package facts

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFillLeavesAValueWithBracesAsItIs(t *testing.T) {
	if got := Fill("{a} and {b}", "a", "{b}", "b", `{"c":1}`); got != `{b} and {"c":1}` {
		t.Error(got)
	}
}

func TestAReasonIsNeverEmptyLongOrBroken(t *testing.T) {
	for text, want := range map[string]string{"": "no reason was given", " \n": "no reason was given", "a\xffb": "a\ufffdb"} {
		if got := Reason(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	got := Reason(strings.Repeat("é", 1_000_000))
	if len(got) > ErrorReasonMaxBytes || !utf8.ValidString(got) || !strings.HasSuffix(got, "characters cut]") {
		t.Errorf("%d bytes: …%s", len(got), got[len(got)-40:])
	}
}
