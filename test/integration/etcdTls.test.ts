import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import type { TlsOptions } from '../../protocol/connections.ts';
import { startBadNetwork } from '../support/blackhole.ts';
import {
  type CertificateFaults,
  type Certificates,
  createCertificates,
} from '../support/certificates.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import { connectionTo, naming, reasonOf, watching } from '../support/etcdConnection.ts';
import { addressesOf, isLive, stateOf } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

/** Options that are right for the server of these certificates. */
function optionsOf({ caFile, clientCert, clientKey }: Certificates): TlsOptions {
  return { caFile, certFile: clientCert, keyFile: clientKey };
}

/** Why a connection fails, which must be told within seconds. */
async function failure(endpoint: string, tls?: TlsOptions): Promise<string> {
  const watched = watching({
    ...connectionTo(endpoint),
    ...(tls === undefined ? {} : { tls }),
  });
  const graph = await watched.until((now) => stateOf(now).phase === 'failed', {
    milliseconds: 4_000,
  });
  return reasonOf(stateOf(graph));
}

describe.skipIf(!hasEtcd)('an etcd with TLS', () => {
  let certificates: Certificates;
  let other: Certificates;
  let etcd: Etcd;
  beforeAll(async () => {
    [certificates, other] = await Promise.all([createCertificates(), createCertificates()]);
    etcd = await startEtcd({ certificates });
    await etcd.put('a/1', naming('10.0.0.1:80'));
  });
  afterAll(async () => {
    await etcd.stop();
    await Promise.all([certificates.remove(), other.remove()]);
  });

  it('is read with the right files, or by whoever accepts any certificate', async () => {
    const tls = optionsOf(certificates);
    const graph = await watching({ ...connectionTo(etcd.secureEndpoint), tls }).until(isLive);
    expect(addressesOf(graph, 'a')).toEqual(['10.0.0.1:80']);
    const anyServer = { ...tls, insecureSkipVerify: true };
    await watching({ ...connectionTo(`https://${etcd.secureEndpoint}`), tls: anyServer }).until(
      isLive,
    );
  });

  it('says that the authority is not known, and to give its file', async () => {
    const { clientCert: certFile, clientKey: keyFile } = certificates;
    const advice = /authority that is not known here .*: give the file of that authority/;
    expect(await failure(etcd.secureEndpoint, { certFile, keyFile })).toMatch(advice);
    const wrong = { certFile, keyFile, caFile: other.caFile };
    expect(await failure(etcd.secureEndpoint, wrong)).toMatch(advice);
  });

  it('says that a client certificate is missing, or is not one of its authority', async () => {
    const { caFile } = certificates;
    expect(await failure(etcd.secureEndpoint, { caFile })).toMatch(
      /wants a client certificate .*: give its file and its key/,
    );
    const strange = { caFile, certFile: other.clientCert, keyFile: other.clientKey };
    expect(await failure(etcd.secureEndpoint, strange)).toMatch(
      /does not accept our client certificate .*: give one that its authority has signed/,
    );
  });

  it('says which file is wrong', async () => {
    const tls = optionsOf(certificates);
    const { caFile, certFile = '' } = tls;
    expect(await failure(etcd.secureEndpoint, { ...tls, caFile: '/nowhere/ca.pem' })).toMatch(
      /the CA file can't be read .*correct its path/,
    );
    expect(await failure(etcd.secureEndpoint, { ...(caFile && { caFile }), certFile })).toMatch(
      /needs its key/,
    );
    const noPem = { ...tls, certFile: import.meta.filename };
    expect(await failure(etcd.secureEndpoint, noPem)).toMatch(/check that they are PEM/);
  });

  it('says when one side speaks TLS and the other does not', async () => {
    expect(await failure(etcd.secureEndpoint)).toMatch(
      /it may want TLS.*: write https:\/\/ before the address|write https:\/\//,
    );
    expect(await failure(etcd.endpoint, optionsOf(certificates))).toMatch(
      /it may not speak TLS.*leave out https:\/\/ and the TLS options/,
    );
  });

  it('is not asked in a storm while it refuses', async () => {
    const network = await startBadNetwork(etcd.secureEndpoint);
    onTestFinished(() => network.stop());
    await failure(network.endpoint, { caFile: certificates.caFile });
    await delay(3_000);
    expect(network.opened).toBeLessThanOrEqual(5);
    expect(network.open).toBe(0);
  });
});

describe.skipIf(!hasEtcd)('an etcd whose certificate is wrong', () => {
  async function serving(faults: CertificateFaults): Promise<[string, TlsOptions]> {
    const certificates = await createCertificates(faults);
    onTestFinished(certificates.remove);
    const etcd = await startEtcd({ certificates });
    onTestFinished(() => etcd.stop());
    return [etcd.secureEndpoint, optionsOf(certificates)];
  }

  it('says that it has expired, and who must renew it', async () => {
    const [endpoint, tls] = await serving({ expired: true });
    expect(await failure(endpoint, tls)).toMatch(/has expired .*: renew it on the server/);
  });

  it('says that it is for another name, and is read by that name', async () => {
    const [endpoint, tls] = await serving({ onlyFor: 'etcd.shop.example' });
    expect(await failure(endpoint, tls)).toMatch(
      /for another name .*: connect by a name that it is for, or give that name/,
    );
    const named = { ...tls, serverName: 'etcd.shop.example' };
    await watching({ ...connectionTo(endpoint), tls: named }).until(isLive);
  });
});
