package wasi

import "io"

// ReadStream returns a stream that reads the file from offset off on
// (read-via-stream). It is always ready; reading waits for the disk.
func (d *Descriptor) ReadStream(off uint64) (InputStream, error) {
	if _, err := d.fileFor(DescriptorRead); err != nil {
		return nil, err
	}
	return &fileInput{file: d.share(), off: off}, nil
}

// WriteStream returns a stream that writes the file from offset off on
// (write-via-stream). It is always ready; writing waits for the disk.
func (d *Descriptor) WriteStream(off uint64) (OutputStream, error) {
	if _, err := d.fileFor(DescriptorWrite); err != nil {
		return nil, err
	}
	return &fileOutput{file: d.share(), off: off}, nil
}

// AppendStream returns a stream that writes at the end of the file
// (append-via-stream).
func (d *Descriptor) AppendStream() (OutputStream, error) {
	if _, err := d.fileFor(DescriptorWrite); err != nil {
		return nil, err
	}
	return &fileOutput{file: d.share(), append: true}, nil
}

// share returns a descriptor of the same open file, for a stream. It is not
// counted: streams are bounded by the handles of their instance.
func (d *Descriptor) share() *Descriptor {
	return &Descriptor{obj: d.obj.retain(), typ: d.typ, flags: d.flags, frozen: d.frozen}
}

func (d *Descriptor) unshare() error {
	if d.closed {
		return nil
	}
	d.closed = true
	return fileError(d.obj.release())
}

type fileInput struct {
	always
	file *Descriptor
	off  uint64
	done bool
}

func (s *fileInput) Read(p []byte) (int, error) {
	if s.done {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := s.file.ReadAt(p, s.off)
	s.off += uint64(n)
	if n == 0 || err != nil {
		s.done = true
		if err == nil {
			err = io.EOF
		}
	}
	return n, err
}

func (s *fileInput) Close() error { return s.file.unshare() }

type fileOutput struct {
	always
	file   *Descriptor
	off    uint64
	append bool
	failed bool
}

func (s *fileOutput) CheckWrite() (int, error) {
	if s.failed || s.file.closed {
		return 0, io.EOF
	}
	return MaxPermit, nil
}

func (s *fileOutput) Write(p []byte) error {
	if s.failed || s.file.closed {
		return io.EOF
	}
	if len(p) > MaxPermit {
		return ErrPermit
	}
	var n int
	var err error
	if s.append {
		n, err = s.file.Append(p)
	} else {
		n, err = s.file.WriteAt(p, s.off)
	}
	s.off += uint64(n)
	s.failed = err != nil
	return err
}

func (s *fileOutput) Flush() error {
	_, err := s.CheckWrite()
	return err
}

func (s *fileOutput) Close() error { return s.file.unshare() }

// A DirectoryStream is a walk over a directory (directory-entry-stream).
type DirectoryStream struct {
	state   *State
	entries hostEntries
}

// ReadDirectory starts a walk over the directory, from its beginning.
func (d *Descriptor) ReadDirectory() (*DirectoryStream, error) {
	h, err := d.dir(".")
	if err != nil {
		return nil, err
	}
	if err := d.state.acquire(); err != nil {
		return nil, err
	}
	entries, err := h.entries()
	if err != nil {
		d.state.release()
		return nil, fileError(err)
	}
	return &DirectoryStream{d.state, entries}, nil
}

// Next returns the next entry; the order is the host's, "." and ".." are left
// out. At the end ok is false. A name that is no UTF-8 fails with
// illegal-byte-sequence, and the next call goes on behind it.
func (s *DirectoryStream) Next() (e DirectoryEntry, ok bool, err error) {
	if s.entries == nil {
		return e, false, FileErrBadDescriptor
	}
	e, err = s.entries.next()
	if err == io.EOF {
		return e, false, nil
	}
	return e, err == nil, fileError(err)
}

// Close ends the walk.
func (s *DirectoryStream) Close() error {
	if s.entries == nil {
		return nil
	}
	err := s.entries.close()
	s.entries = nil
	s.state.release()
	return fileError(err)
}
