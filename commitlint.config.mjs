export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    // Sentences that name a class or an acronym begin as they are written.
    'subject-case': [0],
    'header-max-length': [2, 'always', 100],
  },
};
