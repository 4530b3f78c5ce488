# Nix: builds from the source archive, which contains the crates.
{
  description = "Terminal reader with the quotes of an article beside it, by speaker";

  inputs.nixpkgs.url = "nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in {
      packages = each (pkgs: rec {
        pullquote = pkgs.rustPlatform.buildRustPackage {
          pname = "pullquote";
          version = "@VERSION@";
          src = pkgs.fetchurl {
            url = "@URL@/pullquote-@VERSION@-source.tar.gz";
            sha256 = "@SOURCE_SHA256@";
          };
          cargoVendorDir = "vendor";
          # The tests drive a terminal, which the sandbox of the build has not.
          doCheck = false;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          postInstall = ''
            installShellCompletion --cmd pullquote \
              --bash <($out/bin/pullquote completions bash) \
              --zsh <($out/bin/pullquote completions zsh) \
              --fish <($out/bin/pullquote completions fish)
            $out/bin/pullquote man > pullquote.1
            installManPage pullquote.1
          '';
          meta = {
            license = pkgs.lib.licenses.mit;
            mainProgram = "pullquote";
          };
        };
        default = pullquote;
      });
    };
}
