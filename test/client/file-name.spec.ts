import { describe, expect, it } from '@jest/globals';

import { fileName, safeName } from '../../lib/client/file-name.js';

describe('the name of a file', () => {
  it.each([
    ['attachment; filename="a \\"b\\".pdf"', 'a _b_.pdf'],
    ['attachment; FileName = a.pdf ; x=y', 'a.pdf'],
    ['attachment; xfilename=b.sh; filename=a.pdf', 'a.pdf'],
    ['attachment; filename="a.pdf; filename*=UTF-8\'\'b.sh"', "a.pdf; filename_=UTF-8''b.sh"],
    ['attachment; filename="a.pdf', 'a.pdf'],
    ["attachment; filename*=utf-8'ko'%EA%B0%80.pdf", '가.pdf'],
    ["attachment; filename*=EUC-KR''%B0%A1.pdf", '가.pdf'],
    ["attachment; filename*=x-none''a.pdf; filename=b.pdf", 'b.pdf'],
    [Buffer.from('attachment; filename="가.pdf"').toString('latin1'), '가.pdf'],
    ['attachment; filename="caf\u00e9.pdf"', 'caf\u00e9.pdf'],
    ["attachment; filename*=UTF-8''..%2F..%2Fpasswd", 'passwd'],
    ['attachment; filename=a.pdf', 'a.pdf'],
    ["attachment; filename*=UTF-8''%EA%B0%80.pdf", '가.pdf'],
    ["attachment; filename*=UTF-8''%ZZ; filename=b.pdf", 'b.pdf'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\temp\\\\a.pdf"', 'a.pdf'],
    ['attachment;filename="a.pdf"', 'a.pdf'],
    ['attachment;  filename  =  a.pdf', 'a.pdf'],
    ['filename=a.pdf', 'a.pdf'],
    ['attachment; x filename=b.sh; filename=a.pdf', 'a.pdf'],
    ['attachment; filename=a.pdf; filename=b.pdf', 'a.pdf'],
    ["attachment; filename*=UTF-8''a%20b.pdf", 'a b.pdf'],
    ["attachment; filename*=UTF-8''; filename=b.pdf", 'b.pdf'],
    ["attachment; filename*=UTF-8'' ; filename=b.pdf", 'b.pdf'],
    ["attachment; filename*=UTF-8''a%ZZ; filename=b.pdf", 'b.pdf'],
    ["attachment; filename*=UTF-8''%Az.pdf; filename=b.pdf", 'b.pdf'],
    ["attachment; filename*=a'utf-8'%ZZ'x.sh; filename=b.pdf", 'b.pdf'],
    ['attachment; filename*=a.sh; filename=b.pdf', 'b.pdf'],
    ['attachment; filename=".."', undefined],
    ['attachment', undefined],
    [undefined, undefined],
  ])('of %p is %p', (header, name) => {
    expect(fileName(header)).toBe(name);
  });

  it('has no control characters', () => {
    expect(safeName('a\r\nb\u0000.pdf')).toBe('ab.pdf');
    expect(safeName('.')).toBeUndefined();
  });

  it('shows what it is, and fits every file system', () => {
    expect(safeName('  a b.pdf')).toBe('a b.pdf');
    expect(safeName('fdp.\u202eexe')).toBe('fdp.exe');
    expect(safeName('a\ud800.pdf')).toBe('a.pdf');
    expect(safeName('C:a<b>|?*.pdf. .')).toBe('C_a_b____.pdf');
    expect(safeName(`${'가'.repeat(84)}.pdf`)).toBe(`${'가'.repeat(83)}.pdf`);
    expect(safeName(`${'가'.repeat(83)}.pdf`)).toBe(`${'가'.repeat(83)}.pdf`);
    expect(safeName('x'.repeat(256))).toBe('x'.repeat(255));
    expect(safeName(`a.${'x'.repeat(300)}`)).toBe(`a.${'x'.repeat(253)}`);
    expect(safeName(`${'x'.repeat(300)}.${'y'.repeat(15)}`)).toBe(`${'x'.repeat(239)}.${'y'.repeat(15)}`);
    expect(safeName(`${'x'.repeat(300)}.${'y'.repeat(16)}`)).toBe('x'.repeat(255));
  });
});
