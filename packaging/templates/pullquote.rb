# Homebrew formula: builds from the source archive, which contains the crates.
class Pullquote < Formula
  desc "Terminal reader with the quotes of an article beside it, by speaker"
  homepage "@URL@"
  url "@URL@/pullquote-@VERSION@-source.tar.gz"
  sha256 "@SOURCE_SHA256@"
  license "MIT"

  depends_on "rust" => :build

  def install
    system "cargo", "install", "--offline", *std_cargo_args
    generate_completions_from_executable(bin/"pullquote", "completions")
    man1.mkpath
    (man1/"pullquote.1").write Utils.safe_popen_read(bin/"pullquote", "man")
  end

  test do
    (testpath/"a.txt").write "“It is safe,” said Ana Holt."
    assert_match "Ana Holt", shell_output("#{bin}/pullquote quotes a.txt")
  end
end
