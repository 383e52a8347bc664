package process

import (
	"sync"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/facts"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/internal/http2conn"
)

// connections sees the host go where no parent does, as on Windows: its connections close, and no other one comes.
type connections struct {
	mutex  sync.Mutex
	open   int
	timer  *time.Timer
	onGone func()
}

func (c *connections) add(conn *http2conn.Conn) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.open++
	if c.timer != nil {
		c.timer.Stop()
	}
	go func() {
		<-conn.Closed()
		c.remove()
	}()
}

func (c *connections) remove() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.open--
	if c.open == 0 {
		c.timer = time.AfterFunc(facts.TimeHostSilence, c.onGone)
	}
}
