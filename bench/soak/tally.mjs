/** The verdicts on a call that failed; the first two must not occur. */
export const VERDICTS = {
  guilty: 'the token held before the call was good, and no fault struck the call',
  unexplained: 'no good token was held, and nothing kept a login from succeeding',
  fault: 'a fault struck the call itself',
  login: 'no good token was held, and logins could not succeed',
  cooldown: 'no good token was held, and a cool-down after failed logins had not passed',
  contention: 'tokens kept being ended soon after issue, and renewals by rejection paused for it',
};

/**
 * Why a call failed.
 *
 * @param held whether the client had a token in service when the call began
 * @param judged what the vendor says: of the token whether it is good still, of the call what struck it
 * @param trouble what kept a login from succeeding at some time of the call
 */
export function verdictOn({ held, judged, trouble }) {
  if (judged.faults.length > 0) return 'fault';
  if (held && judged.alive) return 'guilty';
  return trouble ?? 'unexplained';
}

/** Counts only: nothing here grows with time, so that memory tells of the module. */
export class Tally {
  calls = 0;
  succeeded = 0;
  failed = 0;
  abandoned = 0;
  verdicts = Object.fromEntries(Object.keys(VERDICTS).map((name) => [name, 0]));
  causes = new Map();
  examples = [];
  events = new Map();
  worstCall = 0;
  worstWait = 0;
  waits = 0;

  fail(verdict, cause, example) {
    this.failed++;
    this.verdicts[verdict]++;
    add(this.causes, cause);
    const isBad = verdict === 'guilty' || verdict === 'unexplained';
    if (isBad && this.examples.length < 10) this.examples.push(example);
  }

  event(type) {
    add(this.events, type);
  }
}

function add(counts, name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
