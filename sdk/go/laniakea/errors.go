package laniakea

import (
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Permanent is an error that no further try mends, such as a password that is refused: it ends a recording of Reconnecting, and the
// operator gets it as FAILED_PRECONDITION when it comes before the first value.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// Invalid is an error that refuses the arguments of a command, as INVALID_ARGUMENT.
func Invalid(format string, args ...any) error {
	return status.Error(codes.InvalidArgument, fmt.Sprintf(format, args...))
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// GRPCStatus is the code that the operator gets.
func (p permanent) GRPCStatus() *status.Status {
	return status.New(codes.FailedPrecondition, p.Error())
}
