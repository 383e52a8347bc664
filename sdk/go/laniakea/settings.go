package laniakea

import (
	"context"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/settings"
)

// SettingsOf is the plugin's settings as they are for one recording or command, whose context it takes. Struct is the type that the
// plugin's Settings have; another type is a mistake, for which it panics.
func SettingsOf[Struct any](ctx context.Context) Struct { return settings.Of[Struct](ctx) }
