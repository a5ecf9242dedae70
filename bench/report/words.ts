/** The words of tables and pictures, in both languages of the documentation. */
import type { MeasureName, ReferenceName } from './measures.ts';
import type { WayName } from './losses.ts';

export type Language = 'en' | 'ja';

interface Words {
  readonly ways: Readonly<Record<WayName, string>>;
  readonly measures: Readonly<Record<MeasureName, string>>;
  readonly references: Readonly<Record<ReferenceName, string>>;
  readonly ports: (count: number) => string;
  readonly lossHead: readonly string[];
  readonly measureHead: readonly string[];
  readonly programsAndSyncs: (programs: number, syncs: number) => string;
  readonly notMeasured: (reason: string) => string;
  readonly parts: Readonly<Record<'packets' | 'start' | 'calls' | 'ports', string>>;
  readonly circumstances: (date: string, rounds: number, machine: string) => string;
  readonly loaded: (percent: number) => string;
  readonly picture: string;
  readonly ratioChart: string;
  readonly outageChart: string;
  readonly portsChart: string;
  readonly lost: (ipv4: string, ipv6: string) => string;
  readonly goal: string;
  /** What Bridgehead promises of packets. */
  readonly promise: string;
  readonly rangeNote: string;
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    ways: {
      byHand: 'one `ip -batch` by hand: the limit',
      bridgehead: 'Bridgehead',
      bridgeheadDhcp: 'Bridgehead, a host with DHCP',
      bridgeheadNetworkManager: 'Bridgehead, a host of NetworkManager',
      bridgeheadNetworkManagerDhcp: 'Bridgehead, a host of NetworkManager with DHCP',
      networkd: 'systemd-networkd',
      networkManager: 'NetworkManager',
      ifupdown: 'Debian ifupdown',
      networkScripts: 'network-scripts (a stand-in)',
    },
    measures: {
      start: 'start, to the name on the bus',
      firstReply: 'start, to the first reply of ListBridges',
      firstChange: 'start, to the first reply of CreateBridge',
      memory: 'memory after three bridges',
      Ping: 'an empty call (Peer.Ping)',
      ListBridges: 'ListBridges',
      Verify: 'Verify',
      CreateBridge: 'CreateBridge',
      DeleteBridge: 'DeleteBridge',
    },
    references: {
      node: '`node -e 0`',
      nodeMemory: 'a bare Node',
      ip: '`ip -j -d link show`',
      createByHand: 'the batch by hand, as many syncs',
      deleteByHand: 'the batch by hand, as many syncs',
    },
    ports: (count) => `, ${count.toLocaleString('en')} port${count === 1 ? '' : 's'}`,
    lossHead: [
      'way',
      'lost, IPv4',
      'lost, IPv6',
      'outage, IPv4',
      'outage, IPv6',
      'beside the limit, IPv4',
      'IPv6',
      'goal',
    ],
    measureHead: ['', 'Bridgehead', 'beside', 'ratio', 'goal', 'it runs', 'the same in C, with sd-bus'],
    programsAndSyncs: (programs, syncs) => `${programs} programs${syncs === 0 ? '' : `, ${syncs} syncs`}`,
    notMeasured: (reason) => `not measured: ${reason}`,
    parts: { packets: 'packets', start: 'start and memory', calls: 'calls', ports: 'ports' },
    circumstances: (date, rounds, machine) =>
      `\`npm run bench\` on ${date}, ${rounds} round${rounds === 1 ? '' : 's'}, on ${machine}`,
    loaded: (percent) => `Others used ${percent} % of the processors meanwhile: this is a try and no measurement.`,
    picture: 'Outage of each way, ratios beside their references, and Verify over ports',
    outageChart: 'Outage in ms while a live interface goes behind a bridge, one packet per ms',
    ratioChart: 'Time and memory, as a multiple of the reference',
    portsChart: 'Verify in ms over the ports of the bridge',
    lost: (ipv4, ipv6) => `${ipv4} and ${ipv6} lost`,
    goal: 'goal',
    promise: 'lost: median 0, at most 1',
    rangeNote: 'Bars are medians, upper IPv4 and lower IPv6; lines are ranges.',
  },
  ja: {
    ways: {
      byHand: '手作業の `ip -batch` 1 回 (限界)',
      bridgehead: 'Bridgehead',
      bridgeheadDhcp: 'Bridgehead、DHCP のホスト',
      bridgeheadNetworkManager: 'Bridgehead、NetworkManager のホスト',
      bridgeheadNetworkManagerDhcp: 'Bridgehead、NetworkManager と DHCP のホスト',
      networkd: 'systemd-networkd',
      networkManager: 'NetworkManager',
      ifupdown: 'Debian の ifupdown',
      networkScripts: 'network-scripts (代用のスクリプト)',
    },
    measures: {
      start: '起動からバス上の名前の取得まで',
      firstReply: '起動から ListBridges の最初の応答まで',
      firstChange: '起動から CreateBridge の最初の応答まで',
      memory: 'ブリッジ 3 つの作成・削除後のメモリー',
      Ping: '空の呼び出し (Peer.Ping)',
      ListBridges: 'ListBridges',
      Verify: 'Verify',
      CreateBridge: 'CreateBridge',
      DeleteBridge: 'DeleteBridge',
    },
    references: {
      node: '`node -e 0`',
      nodeMemory: '何も実行しない Node',
      ip: '`ip -j -d link show`',
      createByHand: '手作業の同じ処理と同数の同期',
      deleteByHand: '手作業の同じ処理と同数の同期',
    },
    ports: (count) => `、ポート数 ${count.toLocaleString('en')}`,
    lossHead: ['方法', '損失、IPv4', '損失、IPv6', '途絶、IPv4', '途絶、IPv6', '限界との比、IPv4', 'IPv6', '目標'],
    measureHead: ['', 'Bridgehead', '比較対象', '比', '目標', '実行するもの', '同じものを C と sd-bus で'],
    programsAndSyncs: (programs, syncs) => `プログラム ${programs}${syncs === 0 ? '' : `、同期 ${syncs}`}`,
    notMeasured: (reason) => `未測定: ${reason}`,
    parts: { packets: 'パケット', start: '起動とメモリー', calls: '呼び出し', ports: 'ポート' },
    circumstances: (date, rounds, machine) => `${date} の \`npm run bench\`、${rounds} 回、${machine}`,
    loaded: (percent) =>
      `測定中にほかの処理が CPU の ${percent} % を使っていたため、これは試行であり、測定値ではありません。`,
    picture: '方法ごとの途絶時間、比較対象との比、ポート数と Verify',
    outageChart: '稼働中のインターフェースをブリッジの背後に移すあいだの途絶 (ミリ秒)、1 ミリ秒に 1 パケット',
    ratioChart: '時間とメモリー (比較対象の何倍か)',
    portsChart: 'ブリッジのポート数と Verify の時間 (ミリ秒)',
    lost: (ipv4, ipv6) => `損失 ${ipv4} と ${ipv6}`,
    goal: '目標',
    promise: '損失の中央値 0、最大 1',
    rangeNote: '棒は中央値 (上は IPv4、下は IPv6)、線は範囲です。',
  },
};
