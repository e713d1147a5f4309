// The race's calls in Go's idiom: a goroutine for each, and a channel that lets so many through.
//
//	go build race.go; ./race CALLS CONCURRENCY URL
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func call(client *http.Client, url string) bool {
	response, err := client.Get(url)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err == nil && response.StatusCode == http.StatusOK
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func main() {
	calls, _ := strconv.Atoi(os.Args[1])
	concurrency, _ := strconv.Atoi(os.Args[2])
	url := os.Args[3]
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}}
	slots := make(chan struct{}, concurrency)
	var group sync.WaitGroup
	var succeeded atomic.Int64

	began, computed := time.Now(), cpuSeconds()
	for number := 0; number < calls; number++ {
		group.Add(1)
		go func(number int) {
			defer group.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			if call(client, url+strconv.Itoa(number)) {
				succeeded.Add(1)
			}
		}(number)
	}
	group.Wait()
	seconds := time.Since(began).Seconds()
	fmt.Printf("{\"seconds\": %.9f, \"cpu_seconds\": %.9f, \"succeeded\": %d, \"version\": \"%s\"}\n",
		seconds, cpuSeconds()-computed, succeeded.Load(), runtime.Version())
}
