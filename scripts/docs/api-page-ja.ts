/** docs/api.ja.md: options and errors in Japanese, from the client's words and the tables of the contract. */
import { japanese } from '../../src/cli/messages/ja.ts';
import type { OptionKey } from '../../src/cli/messages/keys.ts';
import { dbusErrorName, errorCodes, type ErrorCode } from '../../src/contract/errors.ts';
import { code, page, table } from './markdown.ts';
import { acceptedOf, defaultOf, optionTables } from './options.ts';

/** When each error comes; the client has only its name. */
const when: Readonly<Record<ErrorCode, string>> = {
  InvalidName: 'ブリッジ、インターフェース、ゲストの名前として使えない',
  ReservedName: 'その名前はホストで別の意味を持つ',
  InvalidType: 'オプションの値の D-Bus 型が違う',
  UnknownOption: 'その名前のオプションはない',
  DuplicateOption: 'オプションが 2 回指定された',
  InvalidAddress: 'アドレスではない、またはホストに付けられないアドレスである',
  OutOfRange: 'オプションが受け付けない数値、語、または組み合わせである',
  NotFound: 'そのインターフェース、ブリッジ、ゲスト、トランザクションはない',
  Exists: 'ブリッジはあるが、設定またはインターフェースが異なる',
  Busy: '別の変更が適用中または確定待ちである、未完了の変更をまだ元に戻せない、またはゲストがブリッジを使っている',
  Conflict: '指定どうしが両立しない、または途中でファイルが変更された',
  Refused:
    'ホストが切り離される (今すぐ、または次の起動時にファイルを読むものがないため)、libvirt の NAT ブリッジに接続することになる、または libvirt のネットワークを読めないためその恐れがある',
  Unsupported: 'この版では対応していない、または必要なプログラムがない',
  NotAuthorized: 'polkit が許可していない',
  CommandFailed: 'ある手順が失敗し、それまでの変更は元に戻された',
  RolledBack: '変更したが正しく動かず、元に戻された',
  RollbackIncomplete: '元に戻せないものがあった。何が残ったかは本文に示される',
  InvalidArgs: '引数がメソッドのものと違う、または 2 つのオプションが両立しない',
  UnknownMethod: 'その名前のメソッドはない',
  UnknownInterface: 'その名前のインターフェースはない',
  UnknownObject: 'そのパスにオブジェクトはない',
  UnknownProperty: 'その名前のプロパティはない',
  PropertyReadOnly: 'プロパティは変更できない',
  LimitsExceeded: '大きすぎる、長すぎる、または同時に多すぎる',
  InteractiveAuthorizationRequired: 'パスワードが必要だが、メッセージが対話を許可していない',
  Failed: 'エージェントの内部エラー。詳細はエージェントのログにある',
};

export function japaneseApiPage(): string {
  return page([
    '# D-Bus API のオプションとエラー',
    '<!-- `npm run docs` が src から書き出します。直接編集しないでください。 -->',
    'すべてのメソッド、引数、応答の説明は [api.md](api.md)(英語)にあります。既定値の「–」は、ホストの状態やほかのオプションによって決まることを表します。',
    '## オプション',
    ...Object.entries(optionTables).flatMap(([method, options]) => {
      const rows = Object.entries(options).map(([key, schema]) => [
        code(key),
        code(schema.type),
        defaultOf(schema),
        acceptedOf(schema),
        japanese.options[key as OptionKey],
      ]);
      return rows.length === 0 ? [] : [`### ${method}`, table(['オプション', '型', '既定値', '値', '意味'], rows)];
    }),
    '## エラー',
    '本文は英語の 1 文で、何が拒否されたのか、どうすればよいのかを示します。',
    table(
      ['エラー', '起きる場合'],
      errorCodes.map((one) => [code(dbusErrorName(one)), when[one]]),
    ),
  ]);
}
