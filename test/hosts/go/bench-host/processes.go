package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// USER_HZ, which Linux has fixed for what it shows in /proc.
const ticksPerSecond = 100

// processes are a process and those below it: a PyInstaller file runs as two.
type processes []int

func processesOf(root int) processes {
	children := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		pid, _ := strconv.Atoi(strings.Split(path, "/")[2])
		if fields, err := statFields(pid); err == nil {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], pid)
		}
	}
	all := processes{root}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

// statFields are the fields of /proc/PID/stat from the third, the state, on.
func statFields(pid int) ([]string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	// The name before them is in brackets and may hold anything.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 13 {
		return nil, errors.New("unknown form of /proc/PID/stat")
	}
	return fields, nil
}

// cpu is the time that all of them have used, in steps of 10 ms.
func (all processes) cpu() (time.Duration, error) {
	ticks := 0
	for _, pid := range all {
		fields, err := statFields(pid)
		if err != nil {
			return 0, err
		}
		user, _ := strconv.Atoi(fields[11])
		system, _ := strconv.Atoi(fields[12])
		ticks += user + system
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}

// memory is in MiB; private is what no other process shares and no file holds.
type memory struct{ resident, private float64 }

func (all processes) memory() (memory, error) {
	var sum memory
	for _, pid := range all {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			return sum, err
		}
		for _, line := range strings.Split(string(text), "\n") {
			name, value, _ := strings.Cut(line, ":")
			kib, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 64)
			switch name {
			case "Rss":
				sum.resident += kib / 1024
			case "Private_Dirty":
				sum.private += kib / 1024
			}
		}
	}
	return sum, nil
}

func (all processes) kill() {
	for _, pid := range all {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}
