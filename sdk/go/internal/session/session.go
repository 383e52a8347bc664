package session

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
)

// ErrEnded is what emit returns once the function that it was given to has returned.
var ErrEnded = errors.New("the recording or command has ended")

// Session is one recording or one command.
type Session struct {
	stream  Stream
	source  string
	log     *slog.Logger
	options Options
	gate    *Gate

	// ctx is the author's: it ends by Stop, by a cancelled call and by a lost connection.
	ctx   context.Context
	abort context.CancelCauseFunc

	first     chan struct{}
	markFirst func()
	// primed is closed when the empty first frame has gone: the daemon counts the stream as started, and shows later errors as EOF.
	primed chan struct{}
	// primerPaced is closed behind the gap after the empty first frame: the daemon's subscriber may miss what comes before.
	primerPaced chan struct{}
	authorDone  chan struct{}
	// finished is closed when Run returns.
	finished chan struct{}

	opening       opening
	emitting      sync.Mutex
	pending       sync.WaitGroup
	warnedOfLarge bool
	warnedOfNull  bool
	rate          rateWatch

	opened time.Time
	// spoke is the ns from opened to the last frame.
	spoke atomic.Int64
}

// New makes the session of a call.
func New(stream Stream, source string, log *slog.Logger, options Options, gate *Gate) *Session {
	ctx, abort := context.WithCancelCause(stream.Context())
	first := make(chan struct{})
	return &Session{
		stream: stream, source: source, log: log, options: options, gate: gate, ctx: ctx, abort: abort,
		first: first, markFirst: sync.OnceFunc(func() { close(first) }),
		primed: make(chan struct{}), primerPaced: make(chan struct{}), authorDone: make(chan struct{}), finished: make(chan struct{}),

		opened: time.Now(),
	}
}

// Stop aborts the session and returns when its end has left for the daemon, so that a StartRecord that follows finds the old
// stream ended. It returns after a bounded time in any case.
func (s *Session) Stop(reason string) {
	s.abort(errors.New(reason))
	bound := time.NewTimer(s.options.StopBound)
	defer bound.Stop()
	select {
	case <-s.stream.Closed():
	case <-bound.C:
		text := facts.Fill(facts.MessageStreamDidNotEnd, "reason", reason, "milliseconds", s.options.StopBound.Milliseconds())
		s.log.Warn(text)
	}
}

// Run calls the author's function, which sends its frames by emit, until it returns or the session is aborted. It returns what
// the daemon is to be told.
func (s *Session) Run(author func(ctx context.Context, emit func(any) error) error) error {
	defer close(s.finished)
	defer s.abort(ErrEnded)
	result := make(chan error, 1)
	go func() {
		defer close(s.authorDone)
		ctx := context.WithValue(s.ctx, openingKey{}, &s.opening)
		result <- Guard(func() error { return author(ctx, s.emit) })
	}()
	go s.watchSilence()
	failure := s.failure(s.follow(result))
	s.close()
	return failure
}

// follow waits for the author's code. Its error before the first frame is seen by the operator, so that frame is held back for it.
func (s *Session) follow(result chan error) error {
	s.waitForFirst()
	select {
	case err := <-result:
		if err == nil || s.ctx.Err() != nil {
			s.prime()
		}
		return err
	default:
	}
	s.prime()
	return s.outcome(result)
}

// prime sends the empty first frame, which the daemon's client drops.
func (s *Session) prime() {
	if s.stream.Context().Err() == nil {
		_ = s.stream.Send(&proto.Frame{})
	}
	close(s.primed)
	go func() {
		pace(s.stream, s.options.Interval)
		close(s.primerPaced)
	}()
}

// outcome is the author's, after a stop for a bounded time only: what ignores its context must not hold the stream.
func (s *Session) outcome(result chan error) error {
	select {
	case err := <-result:
		return err
	case <-s.ctx.Done():
	}
	bound := time.NewTimer(s.options.StopBound)
	defer bound.Stop()
	select {
	case err := <-result:
		return err
	case <-bound.C:
		return nil
	}
}

// close lets the end wait for its turn, as a frame does.
func (s *Session) close() {
	if !s.isPrimed() {
		return // An error before the first frame is the answer to the call, and does not enter the daemon's queue.
	}
	select {
	case <-s.primerPaced:
	case <-s.stream.Context().Done():
	}
	s.waitForPending()
	if s.stream.Context().Err() == nil {
		s.turnToEnd()
	}
}

// waitForPending returns when the last frame has gone, and in bounded time when the daemon does not take it.
func (s *Session) waitForPending() {
	gone := make(chan struct{})
	go func() {
		s.pending.Wait()
		close(gone)
	}()
	bound := time.NewTimer(stuckBound)
	defer bound.Stop()
	select {
	case <-gone:
	case <-bound.C:
	case <-s.stream.Context().Done():
	}
}

// turnToEnd returns when the stream may end. The gate is kept until something may follow that end.
func (s *Session) turnToEnd() {
	turn := make(chan struct{})
	mayEnd := sync.OnceFunc(func() { close(turn) })
	go func() {
		defer mayEnd()
		_ = s.gate.Pass(s.stream.Lasting(), func() error {
			mayEnd()
			<-s.stream.Closed()
			return nil
		})
	}()
	<-turn
}

func (s *Session) isPrimed() bool {
	select {
	case <-s.primed:
		return true
	default:
		return false
	}
}
