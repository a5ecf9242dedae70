import type { ErrorCode } from '../../../../../src/contract/errors.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import { planCreateFiles } from '../../../../../src/backends/network/network-scripts/create-files.ts';
import { throwsCode } from '../../../support/throws.ts';
import { uplinkMac, hostWith, request, type Files, type HostOptions } from '../../../support/host.ts';

/** A file that can become a port's as it is. */
export const plain = `DEVICE=eth0\nHWADDR=${uplinkMac}\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n`;

export function plan(files: Files, asked: Partial<CreateBridgeRequest> = {}, host: HostOptions = {}) {
  return planCreateFiles(request(asked), hostWith(files, host));
}

export function refusal(
  code: ErrorCode,
  files: Files,
  asked: Partial<CreateBridgeRequest> = {},
  host: HostOptions = {},
) {
  return throwsCode(code, () => plan(files, asked, host));
}

/** The key of the planned ifcfg-br0. */
export function planned(key: string, files: Files, asked: Partial<CreateBridgeRequest> = {}, host: HostOptions = {}) {
  const text = plan(files, asked, host).steps[0]?.after ?? '';
  return new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1];
}
