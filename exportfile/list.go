package exportfile

func sniffList(f *File, head []byte) (string, error) { return "", nil }

func readList(f *File, yield func(*Record, error) bool) {}
