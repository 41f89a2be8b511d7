package exportfile

func sniffTable(f *File, head []byte) (string, error) { return "", nil }

func readTable(f *File, yield func(*Record, error) bool) {}
