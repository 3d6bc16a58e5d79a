// Registers services as Go frameworks do, by their own code: one line of JSON each on standard
// input, answered by one line when it is done.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	kit "github.com/go-kit/kit/sd/etcdv3"
	"github.com/go-kit/log"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/naming/endpoints"
)

// A command for one of the writers. Fields that a writer does not know are ignored.
type command struct {
	Writer string `json:"writer"`
	// "add" or "remove".
	Do       string `json:"do"`
	Target   string `json:"target"`
	Key      string `json:"key"`
	Address  string `json:"address"`
	Metadata any    `json:"metadata"`
	// Seconds; 0 for none.
	TTL int64 `json:"ttl"`
}

func main() {
	endpoint := os.Args[1]
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}})
	if err != nil {
		panic(err)
	}
	kitClient, err := kit.NewClient(context.Background(), []string{endpoint}, kit.ClientOptions{})
	if err != nil {
		panic(err)
	}
	commands := json.NewDecoder(os.Stdin)
	for {
		var next command
		if commands.Decode(&next) != nil {
			return
		}
		if next.Writer == "go-kit" {
			goKit(kitClient, next)
			fmt.Println("done")
		} else {
			fmt.Println(answer(naming(client, next)))
		}
	}
}

func answer(err error) string {
	if err != nil {
		return err.Error()
	}
	return "done"
}

// etcd's own endpoint manager, which gRPC's resolver reads.
func naming(client *clientv3.Client, next command) error {
	ctx := context.Background()
	manager, err := endpoints.NewManager(client, next.Target)
	if err != nil {
		return err
	}
	if next.Do == "remove" {
		return manager.DeleteEndpoint(ctx, next.Key)
	}
	var options []clientv3.OpOption
	if next.TTL > 0 {
		lease, err := client.Grant(ctx, next.TTL)
		if err != nil {
			return err
		}
		options = append(options, clientv3.WithLease(lease.ID))
	}
	endpoint := endpoints.Endpoint{Addr: next.Address, Metadata: next.Metadata}
	return manager.AddEndpoint(ctx, next.Key, endpoint, options...)
}

// go-kit's registrar. It keeps the lease of what it registered last alive.
func goKit(client kit.Client, next command) {
	service := kit.Service{Key: next.Key, Value: next.Address}
	if next.TTL > 0 {
		ttl := time.Duration(next.TTL) * time.Second
		service.TTL = kit.NewTTLOption(ttl/3, ttl)
	}
	registrar := kit.NewRegistrar(client, service, log.NewNopLogger())
	if next.Do == "remove" {
		registrar.Deregister()
	} else {
		registrar.Register()
	}
}
