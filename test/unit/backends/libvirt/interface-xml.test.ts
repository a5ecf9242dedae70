import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedInterfaceXml, newInterfaceXml } from '../../../../src/backends/libvirt/interface-xml.ts';
import { element, formatXml, parseXml } from '../../../../src/backends/libvirt/xml.ts';

/** What XML 1.0 can hold, without leading and trailing blanks, which are lost. */
const text = fc.string({ unit: 'grapheme' }).map((one) => one.replace(/\p{C}/gu, '').trim());

describe('libvirt’s XML', () => {
  it('keeps its meaning when it is written and read again', () => {
    fc.assert(
      fc.property(text, text, (value, content) => {
        const inner = content === '' ? [] : [content];
        const whole = element('a', {}, [element('b', { c: value, d: `'"<>&;\n` }, inner), element('e', {})]);
        assert.deepEqual(parseXml(formatXml(whole)), whole);
      }),
    );
  });

  it('keeps a value inside its attribute', () => {
    const xml = newInterfaceXml({ mac: "x'/><y", bridge: '"&<', model: ']]>' });
    const [mac, source, model] = parseXml(xml)?.children ?? [];
    assert.deepEqual(
      [mac, source, model],
      [element('mac', { address: "x'/><y" }), element('source', { bridge: '"&<' }), element('model', { type: ']]>' })],
    );
  });

  it('is rejected if it is torn, empty or something else', () => {
    for (const bad of ['', 'x', '<a>', '<a><b></a', '<a>\n<b/>\n', '{"a":1}', '\0'])
      assert.equal(parseXml(bad), undefined);
  });

  it('knows only the five entities of XML itself', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "c">]>\n<a><d>&b; &#65;&#x42;&lt;&nbsp;</d></a>`;
    assert.deepEqual(parseXml(bomb)?.children, [element('d', {}, ['&b; AB<&nbsp;'])]);
  });

  it('of a moved interface must be an interface', () => {
    assert.equal(movedInterfaceXml('<disk></disk>', 'br0'), undefined);
    assert.equal(movedInterfaceXml('', 'br0'), undefined);
  });
});
