import Sequencer from '@jest/test-sequencer';

/** Suites that start processes and browsers last longest, and mostly wait. */
const LONG = ['/browser/', '/e2e/', '/processes/', '/simulation/', '/docs/snippets', '/property/'];

/**
 * Starts the long suites first, so that none of them is left alone on one core at the end. Jest itself knows how long a
 * suite takes from the run before only, and takes the largest file for the longest where there was none.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => LONG.findIndex((folder) => path.includes(folder)) + 1 || LONG.length + 1;
    const sorted = super.sort(tests);
    return [...sorted].sort((a, b) => rank(a) - rank(b));
  }
}
