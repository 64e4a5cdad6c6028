// Logic: only what is chosen is evaluated; where the condition is an array, each element takes its own branch.

const branch = (call) => (call === undefined ? false : call() ?? 0);
f.IF = (condition, then, otherwise) => {
  if (condition instanceof Matrix) {
    return lift((item, yes, no) => {
      const holds = toCondition(item);
      return holds instanceof ErrorValue ? holds : (holds ? yes : no) ?? 0;
    }, condition, branch(then), branch(otherwise));
  }
  const holds = toCondition(condition);
  return holds instanceof ErrorValue ? holds : branch(holds ? then : otherwise);
};
const instead = (bad) => (value, otherwise) => {
  if (value instanceof Matrix) return lift((item, other) => (bad(item) ? other : item), value, branch(otherwise));
  return bad(value) ? branch(otherwise) : value ?? 0;
};
f.IFERROR = instead((value) => value instanceof ErrorValue);
f.IFNA = instead((value) => value === NA);
f.NOT = (value) => lift((item) => { const holds = toCondition(item); return holds instanceof ErrorValue ? holds : !holds; }, value);

function conditions(values) {
  const found = [];
  for (const argument of values) {
    const many = argument instanceof Range || argument instanceof Matrix;
    for (const item of items(argument)) {
      if (many && !(item instanceof ErrorValue) && typeof item !== "number" && typeof item !== "boolean") continue;
      const holds = toCondition(item);
      found.push(holds instanceof ErrorValue ? raised(holds) : holds);
    }
  }
  return found.length ? found : raised(VALUE);
}
f.AND = untilError((...values) => conditions(values).every(Boolean));
f.OR = untilError((...values) => conditions(values).some(Boolean));
f.XOR = untilError((...values) => conditions(values).filter(Boolean).length % 2 === 1);
f.TRUE = () => true;
f.FALSE = () => false;
f.NA = () => NA;

const asks = (question) => (value) => lift(question, value);
f.ISBLANK = asks((value) => value === null);
f.ISNUMBER = asks((value) => typeof value === "number");
f.ISTEXT = asks((value) => typeof value === "string");
f.ISLOGICAL = asks((value) => typeof value === "boolean");
f.ISERROR = asks((value) => value instanceof ErrorValue);
f.ISERR = asks((value) => value instanceof ErrorValue && value !== NA);
f.ISNA = asks((value) => value === NA);
