// Package driver prints as soon as it is loaded, which is before main.
package driver

import "fmt"

func init() { fmt.Println("found the bus") }
