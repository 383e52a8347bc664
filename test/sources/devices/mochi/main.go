// mochi is an MQTT broker on which a sensor counts: mochi ADDRESS FIRST prints the address that it has got, and publishes {"n": FIRST}, FIRST + 1 and so on.
package main

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

func main() {
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	number, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	broker := mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err := broker.AddHook(new(auth.AllowHook), nil); err != nil {
		log.Fatal(err)
	}
	if err := broker.AddListener(listeners.NewNet("tcp", listener)); err != nil {
		log.Fatal(err)
	}
	if err := broker.Serve(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	for range time.Tick(50 * time.Millisecond) {
		if err := broker.Publish("sensors/count", fmt.Appendf(nil, `{"n":%d}`, number), false, 0); err != nil {
			log.Fatal(err)
		}
		number++
	}
}
