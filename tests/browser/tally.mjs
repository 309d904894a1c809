// Counts what held and what did not, and remembers the words of each failure.

export function tally() {
  const failures = [];
  let passed = 0;
  const check = (scope, failed) => (name, holds, detail = "") => {
    if (holds) {
      passed += 1;
    } else {
      const words = detail === "" ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`;
      failures.push(`${scope}: ${name}${words}`);
      failed.push(name);
      console.log(`  not ok  ${scope}: ${name}${words}`);
    }
    return Boolean(holds);
  };
  return {
    failures,
    get passed() {
      return passed;
    },
    get failed() {
      return failures.length;
    },
    // Runs one page or journey; whatever it throws is one failure, and the rest goes on.
    async guard(scope, body) {
      const failed = [];
      const started = Date.now();
      const checkHere = check(scope, failed);
      try {
        await body(checkHere);
      } catch (error) {
        checkHere("ran to its end", false, String(error.message ?? error).split("\n").slice(0, 6).join(" | "));
      }
      const verdict = failed.length === 0 ? "ok" : "NOT OK";
      console.log(`${verdict}  ${scope} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    },
    line: () => `${passed} passed, ${failures.length} failed, 0 skipped`,
  };
}
