package main

import "github.com/SSSOC-CAN/laniakea-plugin-sdk/laniakea"

func main() {
	laniakea.Serve(plugin())
}
