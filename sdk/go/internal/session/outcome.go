package session

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Panic is a panic of the author's code, as an error.
type Panic struct {
	Value any
	Stack []byte
}

// Error names the value that the code panicked with, in words of its own where it has some.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Guard calls the author's code. Its panic becomes an error and does not end the process.
func Guard(call func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &Panic{Value: value, Stack: debug.Stack()}
		}
	}()
	return call()
}

// IsPanic says whether the author's code did not return an error but panicked.
func IsPanic(err error) bool {
	var crash *Panic
	return errors.As(err, &crash)
}

// Status is an error as the host gets it: with the code of a status that is in its chain, else UNKNOWN as Go has it.
func Status(err error) error {
	if err == nil {
		return nil
	}
	code := codes.Unknown
	text := facts.ReasonOf(err)
	var carrier interface{ GRPCStatus() *status.Status }
	if errors.As(err, &carrier) {
		if carried := carrier.GRPCStatus(); carried != nil && carried.Code() != codes.OK {
			code = carried.Code()
			// "rpc error: code = ..." is for programs.
			if _, isBare := err.(interface{ GRPCStatus() *status.Status }); isBare { //nolint:errorlint // Only the error itself.
				text = facts.Reason(carried.Message())
			}
		}
	}
	return status.Error(code, text)
}

// Reason is what a person is told of an error.
func Reason(err error) string { return status.Convert(Status(err)).Message() }

// failure is what the daemon is told of an error. What comes because of an abort is how the author's code ends, not a failure.
func (s *Session) failure(err error) error {
	if err == nil {
		return nil
	}
	var crash *Panic
	if s.ctx.Err() != nil {
		isMeant := errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(s.ctx)) || errors.Is(err, ErrEnded)
		if !isMeant || errors.As(err, &crash) {
			s.log.Error(facts.Fill(facts.MessageErrorWhileEnding, "reason", Reason(err)), Details(err)...)
		}
		return nil
	}
	seen := ""
	if s.isPrimed() {
		seen = facts.MessageShownAsEof
	}
	s.log.Error(Reason(err)+seen, Details(err)...)
	answer := Status(err)
	// By this a check tells hardware that is not there from a broken plugin.
	if status.Code(answer) == codes.Unknown && s.opening.caused(err) {
		return status.Error(codes.Unavailable, Reason(err))
	}
	return answer
}

// Details is what the log says of an error besides its reason: the stack of a panic. Of hardware that is not there the reason says all.
func Details(err error) []any {
	var crash *Panic
	if errors.As(err, &crash) {
		return []any{"error", fmt.Sprintf("%s\n%s", facts.ReasonOf(crash), crash.Stack)}
	}
	return nil
}
