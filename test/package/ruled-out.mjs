/**
 * A cell that Nest, or a tool, itself rules out. It stays so only while it is so: the package must fail there with
 * `words`, and Nest without the package must fail with them too.
 */
export async function ruledOut(words, withPackage, nestAlone) {
  for (const [who, attempt] of Object.entries({ 'the package': withPackage, 'Nest alone': nestAlone })) {
    const said = await attempt().then(
      () => 'nothing',
      ({ message }) => message,
    );
    if (!said.includes(words))
      throw new Error(`"${words}" was to rule this cell out, but ${who} said: ${said}`);
  }
  return `not possible: Nest alone fails too (${words})`;
}
