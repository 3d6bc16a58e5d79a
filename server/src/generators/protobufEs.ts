/**
 * A protoc plugin: protoc-gen-es of Protobuf-ES (Apache-2.0), as a program of its own. It reads a
 * `CodeGeneratorRequest` from standard input and writes a `CodeGeneratorResponse` to standard output.
 */
import { protocGenEs } from '@bufbuild/protoc-gen-es/dist/cjs/src/protoc-gen-es-plugin.js';
import { runNodeJs } from '@bufbuild/protoplugin';

runNodeJs(protocGenEs);
