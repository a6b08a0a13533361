#!/bin/sh
# Assembles the service for an image: its jars without the embedded PostgreSQL, a Java of just the modules that it needs, and the
# AOT cache that a training run on exactly these leaves.
#
#   deploy/container/assemble.sh FOLDER
#
# The folder may move afterwards, with the times of its files: the cache is good for just these. Needs what ./mvnw needs, and a user
# whom PostgreSQL starts for: any with an entry in /etc/passwd but root, or root where unshare -U works.
set -eu

folder=${1:?"usage: assemble.sh FOLDER"}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here/../.."
if [ -n "$(ls -A "$folder" 2>/dev/null)" ]; then
    echo "assemble.sh: $folder is not empty" >&2
    exit 1
fi

# What the class files name, found with the JDK's class file API, and jdk.zipfs, through which resources in jars are read;
# jdk.jfr is for whoever looks into a running service.
modules=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http
modules=$modules,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml
modules=$modules,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

mvn() {
    ./mvnw --batch-mode --no-transfer-progress -q -Dspotless.check.skip "$@"
}

# An image is given a database. The training run has the embedded one, from the dependencies as they are without that.
mvn package -DskipTests -Dquarkus.package.jar.type=aot-jar -Dgatehouse.embedded-database=false
mvn dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/training

java_home=$(./mvnw --version | sed -n 's/.*runtime: //p')
mkdir -p "$folder"
cp -R target/quarkus-app/. "$folder/"
"$java_home/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --strip-java-debug-attributes \
    --compress zip-0 --output "$folder/java"
# The cache is good for files of just these times, and layers of images round times to seconds. All files get that of the pom.
find "$folder" -exec touch -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' pom.xml)" {} +
"$java_home/bin/java" -cp 'target/training/*' deploy/container/Training.java "$folder" "$folder/gatehouse.aot"
chmod -R a+rX,go-w "$folder"
