// Prints "N passed, N failed" from a vitest JSON report. Exits 1 when a test or a step has failed or nothing ran.
import { readFileSync } from 'node:fs';

const [path, failedSteps] = process.argv.slice(2);
const steps = Number(failedSteps);
let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed = report.numPassedTests;
  failed = report.numFailedTests;
  // A file that could not be loaded has no tests to fail.
  failed += report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
} catch (thrown) {
  console.error(`no test report: ${thrown.message}`);
}
if (passed + failed === 0 || (steps > 0 && failed === 0)) failed = Math.max(1, steps);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || steps > 0 ? 1 : 0;
