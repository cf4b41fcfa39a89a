/* One line a check, on stdout; what failed stands under its line. */

let passed = 0;
const failed = [];

/* Runs `work`; it fails by throwing. */
export async function check(name, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed.push(name);
    console.log(
      `FAIL  ${name}\n      ${String(error.message ?? error)
        .split("\n")
        .slice(0, 6)
        .join("\n      ")}`,
    );
  }
}

/* Throws unless it holds; `told` says what was found instead. */
export function expect(holds, told) {
  if (!holds) throw new Error(told);
}

/* Prints the sum; gives the exit code. */
export function conclude() {
  console.log(`${passed} of ${passed + failed.length} checks passed`);
  return failed.length ? 1 : 0;
}
