package main

import (
	"context"
	"strings"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

type requestArgs struct {
	Method string `json:"method" oneOf:"GET,POST,PUT,PATCH,DELETE"`
	Path   string `json:"path" maxLength:"500" pattern:"^/([^/].*)?$" allowed:"a path on the server, such as /led"`
	Body   string `json:"body,omitempty" maxLength:"100000"`
}

// commands are what an operator can do: {"command":"request","args":{"method":"PUT","path":"/led","body":"{\"on\":true}"}}
func commands() map[string]laniakea.Command {
	return map[string]laniakea.Command{"request": laniakea.Answer(act)}
}

// act sends a request once: nobody knows whether one without an answer has done its work.
func act(ctx context.Context, args requestArgs) (any, error) {
	set := laniakea.SettingsOf[settings](ctx)
	base, err := addressOf(set)
	if err != nil {
		return nil, err
	}
	address, err := base.Parse(args.Path)
	if err != nil {
		return nil, laniakea.Invalid("args.path: %s", err)
	}
	got, err := request(ctx, set, args.Method, address, args.Body)
	return map[string]any{"status": got.status, "body": strings.ToValidUTF8(string(got.body), "\ufffd")}, err
}
