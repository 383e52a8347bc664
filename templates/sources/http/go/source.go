package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
)

// remedies are for answers that come each time, until a person does something.
var remedies = map[int]string{
	http.StatusUnauthorized: "look at the setting authorization",
	http.StatusForbidden:    "look at the setting authorization",
	http.StatusNotFound:     "look at the setting url",
}

// readings are the answers to one request again and again, also when the server fails, hangs or restarts.
func readings(ctx context.Context, emit laniakea.Emit) error {
	set := laniakea.SettingsOf[settings](ctx)
	return laniakea.Reconnecting[any]{
		What: "the server " + shown(set.Url),
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
	address, err := addressOf(set)
	if err != nil {
		return nil, err
	}
	got, err := request(ctx, set, http.MethodGet, address, "")
	if err != nil {
		return nil, err
	}
	came := fmt.Sprintf("%s: %s", shown(set.Url), got)
	if remedy := remedies[got.status]; remedy != "" {
		return nil, laniakea.Permanent(fmt.Errorf("%s; %s", came, remedy))
	}
	if got.status != http.StatusOK {
		return nil, fmt.Errorf("%s; status 200 is expected", came)
	}
	value, err := parse(got.body)
	if err != nil {
		err = fmt.Errorf("%s; JSON is expected: adapt parse in source.go", came)
	}
	return value, err
}

// Adapt parse to your server: choose what is a reading in its answer. It takes JSON.
func parse(answer []byte) (value any, err error) {
	err = json.Unmarshal(answer, &value)
	if _, isObject := value.(map[string]any); !isObject {
		value = map[string]any{"value": value}
	}
	return value, err
}
