#!/bin/sh
# p2pcopy: this script with the program behind it, as a jar. It needs Java 17 or newer.
#
# P2PCOPY_JAVA     the Java to use: its home directory or its java command
# P2PCOPY_OPTIONS  further options for the Java virtual machine
# P2PCOPY_CACHE    the directory for the start-up archive, or "none"

oldest=17

# What other Java programs are to use, such as another collector, could keep this one from starting.
unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS

# In the background (Ctrl-Z, then bg), what reads from the terminal fails and is tried again later,
# and what is written appears: the transfer goes on instead of being stopped. The program must be
# able to tell that it is in the background.
[ ! -r /proc/self/stat ] || trap '' TTIN TTOU

# What Java opens would get the number of a standard stream that is closed, and be taken for it.
{ true 3<&0; } 2> /dev/null || exec 0> /dev/null
{ true 3>&1; } 2> /dev/null || exec 1< /dev/null
true 3>&2 || exec 2< /dev/null

# Prints the major version of the java command $1, without starting it where it says so in a file.
version_of() {
  link=$1
  case $link in */*) ;; *) link=$(command -v "$link") ;; esac
  if [ -L "$link" ]; then
    link=$(readlink -f "$link" 2> /dev/null || echo "$link")
  fi
  version=
  if [ -r "${link%/bin/java}/release" ]; then
    while IFS='="' read -r name _ value _; do
      [ "$name" = JAVA_VERSION ] && version=$value
    done < "${link%/bin/java}/release"
  fi
  if [ -z "$version" ]; then
    version=$("$1" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${version#1.}
  version=${version%%[!0-9]*}
  echo "${version:-0}"
}

# Sets java and major to the first candidate that is new enough.
find_java() {
  too_old=
  for java do
    [ -n "$java" ] && command -v "$java" > /dev/null 2>&1 || continue
    major=$(version_of "$java")
    [ "$major" -ge "$oldest" ] && return 0
    [ "$major" -gt 0 ] && too_old="$java is Java $major"
  done
  if [ -n "$too_old" ]; then
    echo "p2pcopy: $too_old, and p2pcopy needs Java $oldest or newer." >&2
  else
    echo "p2pcopy: No Java found. Install Java $oldest or newer, or set P2PCOPY_JAVA or JAVA_HOME to it." >&2
  fi
  exit 127
}

if [ -n "${P2PCOPY_JAVA-}" ]; then
  if [ -d "$P2PCOPY_JAVA" ]; then
    find_java "$P2PCOPY_JAVA/bin/java"
  else
    find_java "$P2PCOPY_JAVA"
  fi
else
  find_java "${JAVA_HOME:+$JAVA_HOME/bin/java}" java
fi

case $0 in
  /*) self=$0 ;;
  */*) self=$PWD/$0 ;;
  *)
    # "sh p2pcopy" takes the file that is here before one in the path.
    if [ -f "$0" ]; then self=$PWD/$0; else self=$(command -v "$0"); fi
    ;;
esac
case $java in
  /*) ;;
  */*) java=$PWD/$java ;;
esac

# Java decodes names and texts by the locale's character set. In the C locale, and where the locale
# is not installed (ssh passes its name on), that is ASCII: then UTF-8 is what is meant.
character_set() {
  locale charmap 2> /dev/null || echo unknown
}
locale=${LC_ALL:-${LC_CTYPE:-${LANG:-}}}
case $locale in
  C.UTF-8 | C.utf8) ;;
  *)
    case $locale in
      '' | C | POSIX) charset=ASCII ;;
      *) charset=$(character_set) ;;
    esac
    case $charset in
      ANSI_X3.4-1968 | *ASCII* | 646 | unknown)
        export LC_ALL=C.UTF-8
        # Old systems have no such locale, but another one with this character set.
        case $(character_set) in
          UTF-8 | utf8 | unknown) ;;
          *) LC_ALL=$(locale -a 2> /dev/null | grep -i -m 1 'utf-\{0,1\}8') ;;
        esac
        ;;
    esac
    ;;
esac

# Java does not start in a directory that has been deleted. What is relative to it, it shall not find.
gone=
if [ . -ef "$PWD" ] || [ $? -gt 1 ]; then :; else
  gone=$(readlink /proc/self/cwd 2> /dev/null) || gone="${PWD:-/} (deleted)"
  cd /
fi

# Java takes a colon for the end of a path; the number of an open file has none.
jar=$self
case $self in
  *:*)
    exec 9< "$self"
    jar=/dev/fd/9
    ;;
esac

terminals=
[ -t 0 ] && terminals=0
[ -t 2 ] && terminals=${terminals}2

set -- -jar "$jar" "$@"
[ -z "$gone" ] || set -- "-Duser.dir=$gone" "$@"
# What the virtual machine itself has to say must not get between the lines on standard output.
set -- -XX:MaxDirectMemorySize=64m -XX:+UseSerialGC -XX:-UsePerfData \
  -XX:+DisplayVMOutputToStderr -Xshare:auto -Xlog:disable \
  "-Dp2pcopy.launcher=$self" "-Dp2pcopy.terminals=$terminals" ${P2PCOPY_OPTIONS-} "$@"

# Where programs may ask for large pages: a heap that comes in small ones costs a twentieth of a transfer.
if [ -r /sys/kernel/mm/transparent_hugepage/enabled ]; then
  read -r pages < /sys/kernel/mm/transparent_hugepage/enabled
  case $pages in *'[madvise]'*) set -- -XX:+UseTransparentHugePages "$@" ;; esac
fi

# A process stays below 256 MB; with both compilers, less of it is left for the heap.
heap='-Xmx136m -Xmn48m -XX:SurvivorRatio=1'

# The native code for cryptography is where the virtual machine looks for libraries.
loaded=-Dcom.amazon.corretto.crypto.provider.useExternalLib=true

newline='
'

# The environment may be another user's (sudo -E, or HOME kept by su), whose cache would then run as
# this user. So a cache is used only if nobody else, except root, can replace any of it.

# Prints a path and all directories that it is in.
way_to() {
  way=$1
  while [ -n "$way" ]; do
    printf '%s\n' "$way"
    way=${way%/*}
  done
  echo /
}

# Whether all of the paths $1 belong to this user or to root, and other users can write to none of
# them, except to directories with the sticky bit. $2 is a group that may write.
is_safe() (
  IFS=$newline
  set -f
  others=$(find $1 -prune ! \( \( -user 0 -o -user "$user" \) \
    \( -type l -o -type d -perm -1000 -o ! -perm -02 ! -perm -020 -o ! -perm -02 -group "${2:-2147483646}" \) \
    \) -print 2>&1) && [ -z "$others" ]
)

# Prints the number of a group in which there is nobody but this user, as some systems make one for
# each user.
private_group() {
  [ "$(id -gn)" = "$(id -un)" ] && entry=$(getent group "$(id -g)") && [ -z "${entry##*:}" ] && id -g
}

is_way_safe() {
  is_safe "$1" || { group=$(private_group) && is_safe "$1" "$group"; }
}

# Whether all of the paths $1, and what is in them, belong to this user, and others can write to none.
is_own() (
  IFS=$newline
  set -f
  others=$(find $1 \( ! -user "$user" -o -perm -020 -o -perm -02 -o -type l \) -print 2>&1) &&
    [ -z "$others" ]
)

# Prints the real path of the directory $1, which it makes if there is none, if it is safe to use.
safe_cache() {
  case $1 in
    *"$newline"*) return 1 ;;
    /*) directory=$1 ;;
    *) directory=$PWD/$1 ;;
  esac
  existing=$directory
  until [ -d "$existing/" ]; do existing=${existing%/*}; done
  real=$(CDPATH='' cd "$existing/" && pwd -P) && is_way_safe "$(way_to "$existing" && way_to "$real")" || return
  if [ "$existing" != "$directory" ]; then
    (umask 077 && mkdir -p "$directory") && real=$(CDPATH='' cd "$directory" && pwd -P) || return
  fi
  is_own "$real$newline-prune" && printf '%s\n' "$real"
} 2> /dev/null

# A class-data archive halves the time to start. It is made in the background by the first run,
# and made again when the program or Java has changed.
cache=${P2PCOPY_CACHE:-${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/p2pcopy}
case $cache in /p2pcopy | none) cache= ;; esac
user=$(id -u)
if [ -n "$cache" ] && cache=$(safe_cache "$cache"); then
  identity=$(ls -lniL "$self" "$(command -v "$java")" 2> /dev/null)
  name=$(echo "$self $java" | cksum)
  archive=$cache/${name%% *}-java$major
  made=
  parts=$archive.made
  for part in "$archive.jsa" "$archive.natives"; do
    if [ -e "$part" ] || [ -L "$part" ]; then parts=$parts$newline$part; fi
  done
  if [ -r "$archive.made" ] && is_own "$parts"; then
    while IFS= read -r line; do
      made=${made:+$made$newline}$line
    done < "$archive.made"
  fi
  if [ "$made" = "$identity" ] && [ -r "$archive.jsa" ]; then
    set -- "-XX:SharedArchiveFile=$archive.jsa" "$@"
    # Native code that has worked here does what only the second compiler makes quick. The rest is not worth its time.
    if [ -d "$archive.natives" ]; then
      heap='-Xmx152m -Xmn64m -XX:SurvivorRatio=2'
      set -- -XX:TieredStopAtLevel=1 "-Djava.library.path=$archive.natives" "$loaded" "$@"
    fi
  elif [ "$made" != "$identity" ] || [ -n "$(find "$archive.made" -mtime +0 2> /dev/null)" ]; then
    # The note is written first: what fails, or is broken off, is tried again after a day, not at each start.
    if (umask 077 && rm -rf "$archive.made" "$archive.jsa" "$archive.natives" &&
      printf '%s\n' "$identity" > "$archive.made") 2> /dev/null; then
      (
        trap '' HUP INT TERM
        umask 077
        (
          # Java does not start in a directory that is deleted meanwhile.
          cd /
          # A static archive: the dynamic ones of Java 17 leave out classes of old libraries.
          mkdir "$archive.$$.natives"
          nice -n 19 "$java" -Xmx256m -XX:+UseSerialGC -Xshare:off \
            "-Djava.library.path=$archive.$$.natives" "$loaded" \
            "-XX:DumpLoadedClassList=$archive.$$.list" -jar "$jar" warm-up --natives "$archive.$$.natives" &&
            nice -n 19 "$java" -Xmx256m -XX:+UseSerialGC -Xshare:dump \
              "-XX:SharedClassListFile=$archive.$$.list" "-XX:SharedArchiveFile=$archive.$$" \
              -cp "$jar" &&
            { rmdir "$archive.$$.natives" || mv "$archive.$$.natives" "$archive.natives"; } &&
            mv -f "$archive.$$" "$archive.jsa"
          rm -rf "$archive.$$" "$archive.$$.list" "$archive.$$.natives"
        ) &
      ) < /dev/null > /dev/null 2>&1
    fi
  fi
fi

# If the virtual machine fails: its reports not in the current directory, and no image of its memory,
# which holds keys.
reports=/tmp
[ -n "${TMPDIR-}" ] && [ -O "$TMPDIR" ] && reports=$TMPDIR
[ -n "$cache" ] && [ -w "$cache" ] && reports=$cache
set -- "-XX:ErrorFile=$reports/hs_err_pid%p.log" "-XX:ReplayDataFile=$reports/replay_pid%p.log" \
  -XX:-CreateCoredumpOnCrash "$@"

exec "$java" $heap "$@"
