import { toBinary } from '@bufbuild/protobuf';
import type { DescFile, DescService } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';

/** Lets clients ask a server for its schema, by version 1 and 1alpha of the protocol. */
export function addReflection(server: Server, services: readonly DescService[]): void {
  const files = new Map<string, Buffer>();
  for (const service of services) {
    collect(service.file, files);
  }
  const reflection = new ReflectionService(
    {
      // The service looks at nothing but the files of an entry.
      files: {
        format: 'Protocol Buffer 3 EnumDescriptorProto',
        type: {},
        fileDescriptorProtos: [...files.values()],
      },
    },
    { services: services.map((service) => service.typeName) },
  );
  reflection.addToServer(server);
}

/** A file and everything that it imports, imports first. */
function collect(file: DescFile, into: Map<string, Buffer>): void {
  if (into.has(file.proto.name)) {
    return;
  }
  for (const dependency of file.dependencies) {
    collect(dependency, into);
  }
  into.set(file.proto.name, Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)));
}
