/** Builds the writer of registrations of `test/support/registrationWriter`, from Go of Debian. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isDebian, unpackDebianPackages } from './debianPackages.ts';
import { MissingPartError, once, type Progress, realPartsFolder } from './realParts.ts';

const run = promisify(execFile);
const sources = resolve(import.meta.dirname, '../test/support/registrationWriter');
const suite = 'trixie';

/** Go, the libraries whose writers are used, and all that these need: 65 MB. */
const packages = [
  'golang-1.24-go',
  'golang-1.24-src',
  'golang-etcd-server-dev',
  'golang-github-go-kit-kit-dev',
  'golang-github-coreos-go-semver-dev',
  'golang-github-coreos-go-systemd-dev',
  'golang-github-go-kit-log-dev',
  'golang-github-go-logfmt-logfmt-dev',
  'golang-github-gogo-protobuf-dev',
  'golang-github-golang-protobuf-1-5-dev',
  'golang-go.uber-atomic-dev',
  'golang-go.uber-multierr-dev',
  'golang-go.uber-zap-dev',
  'golang-golang-x-net-dev',
  'golang-golang-x-sys-dev',
  'golang-golang-x-text-dev',
  'golang-google-genproto-dev',
  'golang-google-grpc-dev',
  'golang-google-protobuf-dev',
];

/**
 * The program that registers by the code of etcd's endpoint manager and of go-kit. It is built once
 * and kept; the toolchain is not. Rejects with a MissingPartError where it can't be built.
 */
export async function registrationWriter(progress: Progress = () => undefined): Promise<string> {
  const text = await readFile(join(sources, 'main.go'), 'utf8');
  const version = createHash('sha1').update(text).update(packages.join()).digest('hex');
  const folder = join(realPartsFolder, `registration-writer-${version.slice(0, 12)}`);
  try {
    await once(folder, (staging) => {
      progress('building the writer of registrations, about a minute …');
      return build(staging);
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MissingPartError(
      `the writer of registrations can't be built (${reason}): it takes Debian and its mirror`,
    );
  }
  return join(folder, 'writer');
}

async function build(staging: string): Promise<void> {
  if (!(await isDebian())) {
    throw new Error('this is not a Debian machine');
  }
  const toolchain = join(staging, 'toolchain');
  const workspace = join(staging, 'go');
  await mkdir(toolchain);
  await unpackDebianPackages(packages, suite, toolchain);
  await cp(sources, join(workspace, 'src', 'writer'), { recursive: true });
  const go = join(toolchain, 'usr/lib/go-1.24');
  const output = join(staging, 'writer');
  await run(join(go, 'bin/go'), ['build', '-ldflags', '-s -w', '-o', output, 'writer'], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: staging,
      GOROOT: go,
      GOPATH: `${workspace}:${join(toolchain, 'usr/share/gocode')}`,
      GOCACHE: join(staging, 'cache'),
      GO111MODULE: 'off',
      GOTOOLCHAIN: 'local',
      GOPROXY: 'off',
      CGO_ENABLED: '0',
    },
  });
  await Promise.all(
    [toolchain, workspace, join(staging, 'cache')].map((folder) =>
      rm(folder, { recursive: true, force: true }),
    ),
  );
}

if (import.meta.main) {
  console.log(await registrationWriter());
}
