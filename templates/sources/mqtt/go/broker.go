package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"
	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"
)

// The time that the broker has for an answer.
const timeout = 5 * time.Second

var (
	// keepAlive is the silence after which the broker is asked whether it is still there; it has as long to answer.
	keepAlive = 10 * time.Second
	// With the system's certificates.
	tlsConfig = &tls.Config{MinVersion: tls.VersionTLS12}
)

// subscription is a connection, and what comes over it.
type subscription struct {
	mqtt.Client
	readings *laniakea.Queue
	silence  *time.Timer
}

func (s *subscription) end() {
	s.silence.Stop()
	s.Disconnect(0)
}

// subscribe has each message taken, which says whether it is a reading.
func subscribe(ctx context.Context, set settings, take func(topic string, payload []byte) (any, bool)) (*subscription, error) {
	readings := laniakea.NewQueue(1000)
	client, err := connect(ctx, set, readings.Close)
	if err != nil {
		return nil, err
	}
	made := &subscription{Client: client, readings: readings, silence: time.AfterFunc(silentAfter, func() {
		slog.Warn("the broker is there, but nothing comes: look at the topic", "topic", set.Topic)
	})}
	token := client.Subscribe(set.Topic, 1, func(_ mqtt.Client, message mqtt.Message) {
		made.silence.Reset(silentAfter)
		// What the broker has kept may be of last week: it is no reading of now.
		if message.Retained() {
			slog.Debug("kept by the broker: no reading of now", "topic", message.Topic())
		} else if value, ok := take(message.Topic(), message.Payload()); ok {
			readings.Push(value)
		}
	})
	if err = wait(ctx, set, token); err == nil && token.(*mqtt.SubscribeToken).Result()[set.Topic] > 2 {
		err = laniakea.Permanent(fmt.Errorf("%s: the broker does not let this user read %s", address(set), set.Topic))
	}
	if err != nil {
		made.end()
	}
	return made, err
}

func address(set settings) string { return net.JoinHostPort(set.Host, strconv.Itoa(set.Port)) }

func connect(ctx context.Context, set settings, lost func(error)) (mqtt.Client, error) {
	scheme := "tcp://"
	if set.Tls {
		scheme = "ssl://"
	}
	// Two clients of one name throw one another out.
	id := fmt.Sprintf("%s-%08x", pluginName, rand.Uint32())
	client := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(scheme + address(set)).SetTLSConfig(tlsConfig).SetClientID(id).
		SetUsername(set.Username).SetPassword(set.Password).SetKeepAlive(keepAlive).SetPingTimeout(keepAlive).
		SetConnectTimeout(timeout).SetAutoReconnect(false).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) { lost(err) }))
	err := wait(ctx, set, client.Connect())
	if errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword) || errors.Is(err, packets.ErrorRefusedNotAuthorised) {
		err = laniakea.Permanent(fmt.Errorf("%w: look at username and password", err))
	}
	if err != nil {
		client.Disconnect(0)
		return nil, err
	}
	return client, nil
}

// wait is for the broker's answer.
func wait(ctx context.Context, set settings, token mqtt.Token) (err error) {
	select {
	case <-token.Done():
		err = token.Error()
	case <-time.After(timeout):
		err = errors.New("the broker does not answer")
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return laniakea.ErrorAt(address(set), err)
}
