#!/usr/bin/env bash
# Fuzzes what reads the words of strangers, guided by coverage (Jazzer, https://github.com/CodeIntelligenceTesting/jazzer).
#
#   src/fuzz/run.sh                  every target for a minute
#   src/fuzz/run.sh 30               every target for half an hour
#   src/fuzz/run.sh 30 TokenFuzz     one target for half an hour
#
# A target is a class src/test/java/**/*Fuzz.java. Each begins with its kept inputs, src/fuzz/corpus/<Target>.txt, and with what earlier
# runs on this machine found, target/fuzz/<Target>. Prints, for each target, the inputs tried and the crashes; fails if there was one. The
# input of a crash is in target/fuzz/crashes: mend the code, then add the input to the corpus as a line (see fuzz.Corpus for its form).
#
#   FUZZ_KEEP=yes src/fuzz/run.sh …  also makes the smallest set of inputs with the same coverage the new corpus
#   FUZZ_RUNS=20000                  so many inputs in place of a time, always the same ones for the same code: what ./mvnw verify does
#   FUZZ_CLASSPATH=…                 the tests' class path; without it, Maven compiles the tests and tells
#   FUZZ_JAVA=…                      the java to run; without it, the one in JAVA_HOME or on the PATH
set -euo pipefail
cd "$(dirname -- "$0")/../.."

minutes=${1:-1}
only=${2:-}
java=${FUZZ_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}
work=target/fuzz
mkdir -p "$work/crashes"

if [ -z "${FUZZ_CLASSPATH:-}" ]; then
    ./mvnw -B -q test-compile dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$work/classpath"
    FUZZ_CLASSPATH=target/classes:target/test-classes:$(cat "$work/classpath")
fi

jazzer() {
    "$java" -Xmx1g -Xss512k --enable-native-access=ALL-UNNAMED -XX:+EnableDynamicAgentLoading -cp "$FUZZ_CLASSPATH" \
        com.code_intelligence.jazzer.Jazzer --target_class="$class" --instrumentation_includes='org.gatehouse.**' \
        --custom_hook_includes='org.gatehouse.none' --reproducer_path="$work/crashes" -artifact_prefix="$work/crashes/$target-" \
        -dict=src/fuzz/words.dict -max_len=8192 -timeout=60 -rss_limit_mb=3072 "$@"
}

corpus() {
    "$java" -cp "$FUZZ_CLASSPATH" org.gatehouse.fuzz.Corpus "$1" "$target" "$2"
}

failed=0
printf '%-22s %12s %8s\n' target inputs crashes
for source in $(find src/test/java -name "${only:-*Fuzz}.java" | sort); do
    target=$(basename "$source" .java)
    class=$(echo "${source#src/test/java/}" | sed 's/\.java$//; s|/|.|g')
    if [ -n "${FUZZ_RUNS:-}" ]; then
        found=$work/short/$target
        rm -rf "$found"
        limit=(-runs="$FUZZ_RUNS" -seed=1)
    else
        found=$work/$target
        limit=(-max_total_time=$((minutes * 60)))
    fi
    rm -rf "$work/kept/$target"
    mkdir -p "$found"
    corpus unpack "$work/kept/$target"
    crashes=0
    jazzer "${limit[@]}" -print_final_stats=1 "$found" "$work/kept/$target" > "$work/$target.log" 2>&1 || crashes=1
    printf '%-22s %12s %8s\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")" "$crashes"
    if [ "$crashes" -gt 0 ]; then
        failed=1
        grep -E -A 12 '== Java Exception|Exception|ERROR' "$work/$target.log" | head -30 || true
    elif [ -n "${FUZZ_KEEP:-}" ]; then
        rm -rf "$work/merged/$target"
        mkdir -p "$work/merged/$target"
        jazzer -merge=1 "$work/merged/$target" "$work/kept/$target" "$found" >> "$work/$target.log" 2>&1
        corpus keep "$work/merged/$target"
    fi
done
exit "$failed"
