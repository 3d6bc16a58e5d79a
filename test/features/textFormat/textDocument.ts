import { type DataFile, openData } from '../dataDocument.ts';

/** The document of every test. */
export const textFile: DataFile = { path: 'a.txtpb', languageId: 'textproto' };

/** A workspace of a fixture's `.proto` files, and its document `a.txtpb` with the cursor. */
export function textDocumentOf(source: string): ReturnType<typeof openData> {
  return openData(source, textFile);
}

/** The schema of most tests; the document follows. */
export const shop = `
//- /shop/order.proto
syntax = "proto3";
package shop;
import "google/protobuf/any.proto";
// One order.
message Order {
  // What people call it.
  string name = 1;
  repeated Line lines = 2;
  State state = 3;
  map<string, int64> counts = 4;
  google.protobuf.Any extra = 5;
  oneof payment { string card = 6; bool cash = 7; }
  int32 old = 8 [deprecated = true];
  repeated State history = 9;
}
message Line { string sku = 1; double price = 2; Line part = 3; }
enum State { UNKNOWN = 0; OPEN = 1; CLOSED = 2; }
//- /shop/legacy.proto
syntax = "proto2";
package legacy;
message Thing {
  required int32 id = 1;
  optional group Box = 2 { optional int32 size = 1; }
  extensions 100 to 200;
}
//- /shop/more.proto
syntax = "proto2";
package more;
import "shop/legacy.proto";
extend legacy.Thing { optional string note = 100; }
`;
