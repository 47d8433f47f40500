// pion as an end of the matrix, led as peer-protocol.md says.
package main

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v3"
)

const (
	highWater = 1 << 20
	poll      = 5 * time.Millisecond
	protocol  = "matrix"
)

var (
	endMessage = regexp.MustCompile(`^end of (\d+) messages$`)
	output     sync.Mutex
)

func say(format string, words ...interface{}) {
	output.Lock()
	defer output.Unlock()
	fmt.Printf(format+"\n", words...)
}

// messageLog counts and digests messages.
type messageLog struct {
	count   int
	bytes   int
	digests []string
}

func (log *messageLog) add(isText bool, payload []byte) {
	kind := byte(1)
	if isText {
		kind = 0
	}
	digest := sha256.Sum256(append([]byte{kind}, payload...))
	log.digests = append(log.digests, string(digest[:]))
	log.count++
	log.bytes += len(payload)
}

func (log *messageLog) summary() string {
	inOrder := digestOf(log.digests)
	sorted := append([]string(nil), log.digests...)
	sort.Strings(sorted)
	return fmt.Sprintf("%d %d %s %s", log.count, log.bytes, inOrder, digestOf(sorted))
}

func digestOf(digests []string) string {
	digest := sha256.Sum256([]byte(strings.Join(digests, "")))
	return hex.EncodeToString(digest[:])
}

// message returns random content; size is a number, after a t for text.
func message(size string) (isText bool, payload []byte) {
	isText = strings.HasPrefix(size, "t")
	length, _ := strconv.Atoi(strings.TrimPrefix(size, "t"))
	payload = make([]byte, length)
	_, _ = rand.Read(payload)
	if !isText {
		return
	}
	start := 0
	if length >= 20 {
		start = copy(payload, "grüß dich \U0001f642 ")
	}
	for i := start; i < length; i++ {
		payload[i] = 97 + payload[i]%26
	}
	return
}

// channel is what is sent and received over one data channel.
type channel struct {
	*webrtc.DataChannel
	log      messageLog
	expected int
	stopped  atomic.Value
}

func use(data *webrtc.DataChannel) *channel {
	c := &channel{DataChannel: data, expected: -1}
	c.stopped.Store(false)
	data.OnMessage(c.arrived)
	data.OnClose(func() { say("closed %s", data.Label()) })
	return c
}

func (c *channel) arrived(arrived webrtc.DataChannelMessage) {
	end := endMessage.FindSubmatch(arrived.Data)
	if arrived.IsString && end != nil {
		c.expected, _ = strconv.Atoi(string(end[1]))
	} else {
		c.log.add(arrived.IsString, arrived.Data)
	}
	if c.log.count == c.expected {
		say("received %s %s", c.Label(), c.log.summary())
		c.log = messageLog{}
		c.expected = -1
	}
}

// send goes through the sizes until total bytes are sent, or once.
func (c *channel) send(total int, sizes []string) error {
	c.stopped.Store(false)
	log := messageLog{}
	for i := 0; (total == 0 && i < len(sizes)) || (total > 0 && log.bytes < total); i++ {
		for c.ReadyState() == webrtc.DataChannelStateConnecting || c.BufferedAmount() > highWater {
			time.Sleep(poll)
			if c.ReadyState() >= webrtc.DataChannelStateClosing {
				return nil
			}
		}
		isText, payload := message(sizes[i%len(sizes)])
		log.add(isText, payload)
		var err error
		if isText {
			err = c.SendText(string(payload))
		} else {
			err = c.Send(payload)
		}
		if err != nil {
			return err
		}
		if c.stopped.Load().(bool) {
			break
		}
	}
	if err := c.SendText(fmt.Sprintf("end of %d messages", log.count)); err != nil {
		return err
	}
	say("sent %s %s", c.Label(), log.summary())
	return nil
}

// end is the connection there is and its channels.
type end struct {
	connection *webrtc.PeerConnection
	mutex      sync.Mutex
	channels   map[string]*channel
}

func (e *end) handle(words []string) error {
	switch words[0] {
	case "offer":
		if err := e.renew(); err != nil {
			return err
		}
		if err := e.open(words[1], words[2]); err != nil {
			return err
		}
		offer, err := e.connection.CreateOffer(nil)
		if err != nil {
			return err
		}
		return e.describe(offer)
	case "answer":
		if err := e.renew(); err != nil {
			return err
		}
		if err := e.take(webrtc.SDPTypeOffer, words[1]); err != nil {
			return err
		}
		answer, err := e.connection.CreateAnswer(nil)
		if err != nil {
			return err
		}
		return e.describe(answer)
	case "accept":
		return e.take(webrtc.SDPTypeAnswer, words[1])
	case "open":
		return e.open(words[1], words[2])
	case "send":
		total, _ := strconv.Atoi(words[2])
		c := e.channel(words[1])
		// The next line may come while messages are being sent.
		go func() { tell("send", c.send(total, strings.Split(words[3], ","))) }()
	case "stop":
		e.channel(words[1]).stopped.Store(true)
	case "close":
		return e.channel(words[1]).Close()
	case "end":
		e.drop()
		say("ended")
	}
	return nil
}

func (e *end) open(label, mode string) error {
	ordered, name := mode == "ordered", protocol
	data, err := e.connection.CreateDataChannel(label, &webrtc.DataChannelInit{Ordered: &ordered, Protocol: &name})
	if err != nil {
		return err
	}
	e.add(use(data))
	data.OnOpen(func() { say("open %s", label) })
	return nil
}

func (e *end) add(c *channel) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.channels[c.Label()] = c
}

func (e *end) channel(label string) *channel {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.channels[label]
}

func (e *end) renew() error {
	e.drop()
	connection, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	e.connection = connection
	connection.OnDataChannel(func(data *webrtc.DataChannel) {
		e.add(use(data))
		mode := "unordered"
		if data.Ordered() {
			mode = "ordered"
		}
		say("channel %s %s %s", data.Label(), mode, data.Protocol())
	})
	return nil
}

func (e *end) drop() {
	connection := e.connection
	e.connection = nil
	e.mutex.Lock()
	e.channels = map[string]*channel{}
	e.mutex.Unlock()
	if connection != nil {
		// It fails where the other end has closed the connection before.
		_ = connection.Close()
	}
}

func (e *end) take(kind webrtc.SDPType, base64Text string) error {
	sdp, err := base64.StdEncoding.DecodeString(base64Text)
	if err != nil {
		return err
	}
	return e.connection.SetRemoteDescription(webrtc.SessionDescription{Type: kind, SDP: string(sdp)})
}

func (e *end) describe(description webrtc.SessionDescription) error {
	complete := webrtc.GatheringCompletePromise(e.connection)
	if err := e.connection.SetLocalDescription(description); err != nil {
		return err
	}
	<-complete
	sdp := e.connection.LocalDescription().SDP
	say("description %s", base64.StdEncoding.EncodeToString([]byte(sdp)))
	return nil
}

func tell(command string, err error) {
	if err != nil {
		say("error %s: %s", command, strings.ReplaceAll(err.Error(), "\n", " "))
	}
}

func main() {
	e := &end{}
	say("version %s", os.Args[1])
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		words := strings.Split(lines.Text(), " ")
		tell(words[0], e.handle(words))
	}
	e.drop()
}
