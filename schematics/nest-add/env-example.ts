const VARIABLES = `# 이싸인온 · eSignon
ESIGNON_COMPANY_ID=
ESIGNON_EMAIL=
ESIGNON_PASSWORD=
# 기본값 · default: https://docs.esignon.net
# ESIGNON_BASE_URL=
`;

/** Adds the variables of the module to `.env.example`. Returns it unchanged if it has them. */
export function addVariables(text: string | undefined): string {
  if (!text) return VARIABLES;
  if (/^#? *ESIGNON_COMPANY_ID\b/m.test(text)) return text;
  return `${text.replace(/\n*$/, '\n\n')}${VARIABLES}`;
}
