package settings

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type lab struct {
	Port     string
	BaudRate int    `min:"300" max:"4000000"`
	Parity   string `oneOf:"none,even"`
	Echo     bool
	Offset   float64 `json:"zero"`
	URL      string
}

var defaults = lab{Port: "/dev/ttyUSB0", BaudRate: 9600, Parity: "none"}

func table(t *testing.T) *Table {
	t.Helper()
	made, err := New("my-sensor", defaults)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Variable, file)
	return file
}

func TestAVariableCountsOverTheFileAndThatOverTheDefault(t *testing.T) {
	write(t, "\ufeff"+`{ "// port": "a comment", "baudRate": 19200, "echo": true, "zero": -0.5 }`)
	t.Setenv("LANIAKEA_MY_SENSOR_BAUD_RATE", " 4800 ")
	t.Setenv("LANIAKEA_MY_SENSOR_URL", "")
	got, err := table(t).Read()
	want := lab{Port: "/dev/ttyUSB0", BaudRate: 4800, Parity: "none", Echo: true, Offset: -0.5}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTheFileStandsBesideTheExecutable(t *testing.T) {
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := table(t).Read(); err != nil || got != defaults {
		t.Errorf("without a file: %+v, %v", got, err)
	}
	file := executable + ".settings.json"
	if err := os.WriteFile(file, []byte(`{"echo":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(file) })
	if got, err := table(t).Read(); err != nil || !got.(lab).Echo {
		t.Errorf("with a file: %+v, %v", got, err)
	}
}

func TestAllThatIsWrongInTheFileIsTold(t *testing.T) {
	for text, says := range map[string]string{
		`{ "prot": "x" }`:     `there is no setting "prot" (did you mean "port"?); there are: port, baudRate, parity, echo, zero, url`,
		`{ "host": "x" }`:     `there is no setting "host"; there are: port`,
		`{ "baud_rates": 1 }`: `there is no setting "baud_rates" (did you mean "baudRate"?)`,
		`{ "echo": true, "echo": false, "port": "a", "\u0065cho": true }`: `there are two settings "echo"; keep one`,
		`{ "baudRate": "fast" }`:   `baudRate is "fast" and must be a number, such as 9600`,
		`{ "baudRate": 1 }`:        "baudRate is 1 and must be between 300 and 4000000",
		`{ "baudRate": 9600.5 }`:   "baudRate is 9600.5 and must be a whole number between 300 and 4000000",
		`{ "parity": "odd" }`:      `parity is "odd" and must be one of none, even`,
		`{ "port": null }`:         `port is null and must be a string, such as "/dev/ttyUSB0"`,
		`{ "port": ["a"] }`:        `port is ["a"] and must be a string, such as "/dev/ttyUSB0"`,
		`{ "port": "" }`:           `port is "" and must not be empty`,
		`{ "parity": "" }`:         `parity is "" and must be one of none, even`,
		"[]":                       "it holds a list; it must hold one JSON object",
		"5":                        "it holds a number; it must hold one JSON object",
		"null":                     "it holds null; it must hold one JSON object",
		" \n":                      "it is empty; it must hold one JSON object",
		"{":                        "it is no JSON: it ends too early, in line 1, column 2; it must hold one JSON object",
		"{\n \"port\": COM3}":      "it is no JSON: invalid character 'C' looking for beginning of value in line 2, column 10; it must",
		"\"\u00e9\" x":             "it is no JSON: invalid character 'x' after top-level value in line 1, column 5; it must",
		"{\"echo\": true,\n}":      "in line 2, column 1; it must hold one JSON object",
		"\xff\xfe{\x00}\x00":       "it is no text in UTF-8; it must hold one JSON object",
		`{ "prot": 1, "echo": 1 }`: "; ",
	} {
		file := write(t, text)
		_, err := table(t).Read()
		got := status.Convert(err)
		if got.Code() != codes.FailedPrecondition || !strings.HasPrefix(got.Message(), "wrong settings: "+file+": ") ||
			!strings.Contains(got.Message(), says) {
			t.Errorf("%s: got %v, want %s", text, err, says)
		}
	}
}

func TestCommentsMayBeThereTwiceAndKeysInAValueAreNoSettings(t *testing.T) {
	write(t, "\ufeff"+`{ "//": "{", "//": "}", "// port": {"port": 1, "port": ["port"]}, "echo": true }`)
	if got, err := table(t).Read(); err != nil || !got.(lab).Echo {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhatIsNoFileIsNotReadForEver(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it has no such files")
	}
	pipe := filepath.Join(t.TempDir(), "settings.json")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Fatal(err)
	}
	for file, kind := range map[string]string{pipe: "a pipe", "/dev/zero": "a device"} {
		t.Setenv(Variable, file)
		_, err := table(t).Read()
		want := fmt.Sprintf("wrong settings: %s: it is %s, not a file; it must hold one JSON object", file, kind)
		if got := status.Convert(err); got.Code() != codes.FailedPrecondition || got.Message() != want {
			t.Errorf("got %s, want %s", got.Message(), want)
		}
	}
}

func TestAWrongVariableIsToldByItsName(t *testing.T) {
	t.Setenv("LANIAKEA_MY_SENSOR_BAUD_RATE", "fast")
	t.Setenv("LANIAKEA_MY_SENSOR_ECHO", "perhaps")
	_, err := table(t).Read()
	want := `wrong settings: LANIAKEA_MY_SENSOR_BAUD_RATE is "fast" and must be a number, such as 9600; ` +
		`LANIAKEA_MY_SENSOR_ECHO is "perhaps" and must be a boolean, such as false`
	if got := status.Convert(err).Message(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestAFileThatCannotBeReadIsToldInPlainWords(t *testing.T) {
	folder := t.TempDir()
	locked := filepath.Join(folder, "locked.json")
	if err := os.WriteFile(locked, []byte("{}"), 0); err != nil {
		t.Fatal(err)
	}
	for file, what := range map[string]string{
		filepath.Join(folder, "none.json"): "there is no such file",
		folder:                             "it is a folder",
		locked:                             "the user of this process may not read it",
	} {
		if file == locked && (os.Geteuid() == 0 || runtime.GOOS == "windows") {
			continue // Root may read all.
		}
		t.Setenv(Variable, file)
		_, err := table(t).Read()
		want := fmt.Sprintf("wrong settings: %s: %s; it must hold one JSON object", file, what)
		if got := status.Convert(err).Message(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestATextMayBeEmptyWhereItIsByDefault(t *testing.T) {
	t.Setenv("LANIAKEA_MY_SENSOR_URL", "")
	if got, err := table(t).Read(); err != nil || got.(lab).URL != "" {
		t.Errorf("got %+v, %v", got, err)
	}
	t.Setenv("LANIAKEA_MY_SENSOR_PORT", "")
	_, err := table(t).Read()
	if got := status.Convert(err).Message(); got != `wrong settings: LANIAKEA_MY_SENSOR_PORT is "" and must not be empty` {
		t.Errorf("got %s", got)
	}
}

func TestAVariableThatIsNoSettingIsTold(t *testing.T) {
	t.Setenv("LANIAKEA_MY_SENSOR_BAUD_RATE", "4800")
	t.Setenv("LANIAKEA_MY_SENSORS", "another plugin's")
	if got := table(t).Stray(); got != "" {
		t.Errorf("without one: %s", got)
	}
	const known = "of this plugin; there are: LANIAKEA_MY_SENSOR_PORT, LANIAKEA_MY_SENSOR_BAUD_RATE, LANIAKEA_MY_SENSOR_PARITY, " +
		"LANIAKEA_MY_SENSOR_ECHO, LANIAKEA_MY_SENSOR_ZERO, LANIAKEA_MY_SENSOR_URL"
	t.Setenv("LANIAKEA_MY_SENSOR_BAUDRATE", "4800")
	if got := table(t).Stray(); got != "LANIAKEA_MY_SENSOR_BAUDRATE is no setting "+known {
		t.Errorf("got %s", got)
	}
	t.Setenv("LANIAKEA_MY_SENSOR_A", "")
	if got := table(t).Stray(); got != "LANIAKEA_MY_SENSOR_A, LANIAKEA_MY_SENSOR_BAUDRATE are no settings "+known {
		t.Errorf("got %s", got)
	}
	for name, made := range map[string]any{"my-sensor": nil, "plugin": lab{}} {
		t.Setenv("LANIAKEA_PLUGIN_SETTINGS_OF_ANOTHER", "x")
		other, err := New(name, made)
		if got := other.Stray(); err != nil || got != "" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestTheTextOfAFileHasTheDefaultsAsComments(t *testing.T) {
	text := table(t).Text()
	if !strings.Contains(text, "\n  \"// baudRate\": 9600,\n") || strings.Count(text, "\n") != 9 {
		t.Error(text)
	}
	write(t, text)
	if got, err := table(t).Read(); err != nil || got != defaults {
		t.Errorf("it is read as %+v, %v", got, err)
	}
	none, err := New("x", nil)
	if err != nil || none.Text() != "{}\n" {
		t.Errorf("without settings: %s, %v", none.Text(), err)
	}
}

func TestAStructThatCannotBeReadIsRefused(t *testing.T) {
	for says, wrong := range map[string]any{
		"it is of type int and must be a struct":                 5,
		"the setting ports must be a string, a number or a bool": struct{ Ports []string }{},
		"the tag min": struct {
			N int `min:"few"`
		}{},
	} {
		if _, err := New("x", wrong); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v", reflect.TypeOf(wrong), err)
		}
	}
}
