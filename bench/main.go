package main

import (
	"os"
	"strconv"
)

func main() {
	n, _ := strconv.Atoi(os.Args[1])
	if err := generate(os.Stdout, n, 1); err != nil {
		panic(err)
	}
}
