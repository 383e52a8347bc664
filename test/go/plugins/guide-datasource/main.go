// Command guide-datasource is the listing of Laniakea's Go guide, mended only where it does not compile: the receiver, an import, and the
// number of values that StopRecord returns.
package main

import (
	"fmt"
	"log"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	sdk "github.com/SSSOC-CAN/laniakea-plugin-sdk"
	"github.com/SSSOC-CAN/laniakea-plugin-sdk/proto"
	"github.com/hashicorp/go-plugin"
)

var (
	pluginVersion         = "1.0.0"
	laniVersionConstraint = ">= 0.2.0"
)

type DatasourceExample struct {
	sdk.DatasourceBase
	Recording int32 // used atomically
	quitChan  chan struct{}
	sync.WaitGroup
}

func (e *DatasourceExample) StartRecord() (chan *proto.Frame, error) {
	if ok := atomic.CompareAndSwapInt32(&e.Recording, 0, 1); !ok {
		return nil, fmt.Errorf("could not start recording: recording already started")
	}
	frameChan := make(chan *proto.Frame)
	e.Add(1)
	go func() {
		defer e.Done()
		defer close(frameChan)
		time.Sleep(1 * time.Second) // sleep for a second while laniakea sets up the plugin
		for {
			select {
			case <-e.quitChan:
				return
			default:
				rnd := make([]byte, 8)
				//lint:ignore SA1019 It is the guide's.
				_, err := rand.Read(rnd)
				if err != nil {
					log.Println(err)
				}
				frameChan <- &proto.Frame{
					Source:    "test-plugin",      // this can be anything you want. Ideally this should be the name of your plugin or some other useful information for whoever receives this data
					Type:      "application/json", // again this can be anything. If you have multiple plugins running using different types of data, this is how you identify it's format.
					Timestamp: time.Now().UnixMilli(),
					Payload:   rnd, // The actual data, this will be a byte slice of your data. JSON format is advised here
				}
				time.Sleep(1 * time.Second) // This isn't necessary, I just add a 1 second delay for convenience
			}
		}
	}()
	return frameChan, nil
}

func (e *DatasourceExample) StopRecord() error {
	if ok := atomic.CompareAndSwapInt32(&e.Recording, 1, 0); !ok {
		return fmt.Errorf("could not stop recording: recording already stopped")
	}
	e.quitChan <- struct{}{}
	return nil
}

func (e *DatasourceExample) Stop() error {
	close(e.quitChan) // here we don't care if we close the channel since Laniakea will also kill the plugin after this executes or the plugin times out
	e.Wait()          // no goroutine leaks this way
	return nil
}

func main() {
	impl := &DatasourceExample{quitChan: make(chan struct{})}
	impl.SetPluginVersion(pluginVersion)              // set the plugin version before GetVersion is called
	impl.SetVersionConstraints(laniVersionConstraint) // set laniakea version constraint before PushVersion is called
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: sdk.HandshakeConfig,
		Plugins: map[string]plugin.Plugin{
			"test-plugin": &sdk.DatasourcePlugin{Impl: impl},
		},
		GRPCServer: plugin.DefaultGRPCServer,
	})
}
