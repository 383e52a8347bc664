package settings

import (
	"context"
	"fmt"
)

type contextKey struct{}

// With is a context that has the settings of now; the error is that of Read.
func (t *Table) With(ctx context.Context) (context.Context, error) {
	values, err := t.Read()
	if err != nil {
		return ctx, err
	}
	return context.WithValue(ctx, contextKey{}, values), nil
}

// Of is the settings in a context. It panics when they are of another type: that is a mistake in the author's code.
func Of[Struct any](ctx context.Context) Struct {
	values, ok := ctx.Value(contextKey{}).(Struct)
	if !ok {
		panic(fmt.Sprintf("the settings are of type %T, not %T, or the context is not that of a recording or command",
			ctx.Value(contextKey{}), values))
	}
	return values
}
