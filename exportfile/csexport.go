package exportfile

func sniffCSExport(f *File, head []byte) (string, error) { return "", nil }

func readCSExport(f *File, yield func(*Record, error) bool) {}
