package laniakea

import "io"

// lockFile locks nothing.
func lockFile(string) (io.Closer, error) { return noLock{}, nil }

type noLock struct{}

func (noLock) Close() error { return nil }
