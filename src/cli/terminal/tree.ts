/** A tree of lines, as tree(1) draws it. */

export interface Tree {
  readonly label: string;
  readonly children: readonly Tree[];
}

const lines = {
  unicode: { branch: '├─ ', last: '└─ ', through: '│  ', nothing: '   ' },
  ascii: { branch: '|- ', last: '`- ', through: '|  ', nothing: '   ' },
} as const;

/** @param unicode whether the terminal can show box drawing characters. */
export function drawTree({ label, children }: Tree, unicode: boolean): string[] {
  const box = unicode ? lines.unicode : lines.ascii;
  const below = children.flatMap((child, index) => {
    const isLast = index === children.length - 1;
    const [first = '', ...rest] = drawTree(child, unicode);
    const rail = isLast ? box.nothing : box.through;
    return [(isLast ? box.last : box.branch) + first, ...rest.map((line) => rail + line)];
  });
  return [label, ...below];
}
