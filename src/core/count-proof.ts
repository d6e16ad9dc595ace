// The count proof: the tenant's own count against what the inventory holds, and why they differ.

/** How the devices that the source has stand with us, counted over the whole connection at the end of a run. */
export interface DeviceStandings {
  readonly activeAssets: number;
  readonly rejected: number;
  /** Of the rejected and excluded: those with an active asset, which shows its last imported record. */
  readonly notImportedWithActiveAsset: number;
  readonly excluded: number;
  /** Active assets whose device the source removed, and which a person decided to keep. */
  readonly kept: number;
}

export interface CountProof extends DeviceStandings {
  /** What the source says it has. */
  readonly tenant: number;
  /** Devices of this run that came without an id, so that nothing can stand for them. */
  readonly withoutId: number;
  /** `tenant` less everything that is accounted for; 0 when the counts agree. */
  readonly difference: number;
  readonly explained: boolean;
}

/** Every device of the tenant is an active asset, rejected, excluded or without id; a kept asset has none. The rest is not explained. */
export function proveCounts(tenant: number, standings: DeviceStandings, withoutId: number): CountProof {
  const accounted =
    standings.activeAssets +
    standings.rejected +
    standings.excluded -
    standings.notImportedWithActiveAsset -
    standings.kept +
    withoutId;
  const difference = tenant - accounted;
  return { tenant, ...standings, withoutId, difference, explained: difference === 0 };
}

/** As everywhere where people read it: 2,001 */
const inWords = (count: number): string => count.toLocaleString("en");

/** The proof in words: what the source counts, where its devices are, and what is left unexplained. */
export function describeProof(proof: CountProof): string {
  const parts: readonly (readonly [count: number, words: string])[] = [
    [proof.activeAssets, "active assets"],
    [proof.rejected, "rejected"],
    [proof.excluded, "excluded"],
    [proof.withoutId, "without an id"],
    [-proof.notImportedWithActiveAsset, "rejected or excluded with an asset that is active all the same"],
    [-proof.kept, "kept although the source removed their devices"],
  ];
  const told = parts
    .filter(([count]) => count !== 0)
    .map(([count, words]) => (count < 0 ? `less ${inWords(-count)} ${words}` : `${inWords(count)} ${words}`));
  const sum = `The source counts ${inWords(proof.tenant)} devices: ${told.join(", ") || "none here"}`;
  return proof.explained ? `${sum}.` : `${sum}; ${inWords(proof.difference)} unexplained.`;
}

/** The source's count comes from an index that lags a little, so only a clear gap says that devices are missing. */
const toleratedShare = 0.01;
const toleratedDevices = 10;

/** Whether so many devices are clearly fewer than the source counts. */
export function isClearlyShort(counted: number, seen: number): boolean {
  return counted - seen > Math.max(toleratedDevices, counted * toleratedShare);
}
